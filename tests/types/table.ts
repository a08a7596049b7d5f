// The table of main.ts: what must not compile. `npm run check` is the test.
import type { Config } from "../../src/config.ts";
import type { BuiltIns } from "../../src/kernel/extensions.ts";
import { builtIns } from "../../src/main.ts";

const { mail, ...others } = builtIns;

// @ts-expect-error a line is missing
export const missing: BuiltIns<Config> = others;
// @ts-expect-error a line for a key that the config does not have
export const unknown: BuiltIns<Config> = { ...builtIns, mial: mail };
// @ts-expect-error the factory of another extension
export const swapped: BuiltIns<Config> = { ...builtIns, mail: builtIns.validate };
export const misspelt: BuiltIns<Config> = {
  ...builtIns,
  mail: {
    ...mail,
    // @ts-expect-error a typo in the factory's name
    make: (options) => lazy(import("../../src/extensions/mail/index.ts")).mial(options),
  },
};
