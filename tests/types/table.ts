// The table of main.ts: what must not compile. `npm run check` is the test.
import type { Config } from "../../src/config.ts";
import type { BuiltIns } from "../../src/kernel/extensions.ts";
import { builtIns } from "../../src/main.ts";

const { validate, mail, receive } = builtIns;

// @ts-expect-error a line is missing
export const missing: BuiltIns<Config> = { validate, mail };
// @ts-expect-error a line for a key that the config does not have
export const unknown: BuiltIns<Config> = { validate, mail, receive, mial: mail };
// @ts-expect-error the factory of another extension
export const swapped: BuiltIns<Config> = { validate, mail: validate, receive };
export const misspelt: BuiltIns<Config> = {
  validate,
  receive,
  mail: {
    ...mail,
    // @ts-expect-error a typo in the factory's name
    make: (options) => lazy(import("../../src/extensions/mail/index.ts")).mial(options),
  },
};
