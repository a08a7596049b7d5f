// The one table of the bundle. A built-in extension is a folder under extensions/ and a line here: its options type,
// its shape and its factory are found from this place. Each is evaluated only where it has something to do.
import type { Config } from "./config.ts";
import { createBundle } from "./kernel/bundle.ts";
import { type BuiltIns, type Inner, makeExtensions } from "./kernel/extensions.ts";

/** In the order they run. */
export const builtIns: BuiltIns<Config> = {
  validate: {
    make: (options) => lazy(import("./extensions/validate/index.ts")).validate(options),
    shape: () => lazy(import("./extensions/validate/shape.ts")).validateShape,
  },
  mail: {
    make: (options) => lazy(import("./extensions/mail/index.ts")).mail(options),
    shape: () => lazy(import("./extensions/mail/shape.ts")).mailShape,
  },
  receive: {
    make: (options) => lazy(import("./extensions/receive/index.ts")).receive(options),
    shape: () => lazy(import("./extensions/receive/shape.ts")).receiveShape,
  },
};

/** These are made from what all others ask for, and run before them. */
const inner: Inner = {
  "pocketbundle-schema": (others) =>
    lazy(import("./kernel/schema-extension.ts")).schemaExtension(others()),
  "pocketbundle-work": (others, config) =>
    others().some(({ changes, jobs }) => changes || jobs)
      ? lazy(import("./work/extension.ts")).workExtension(others(), config.jobs)
      : lazy(import("./work/leftovers.ts")).leftovers,
};

const extensions = () => makeExtensions(inner, builtIns);

declare const module: { exports: unknown } | undefined;

// Only a required file has a `module`: an executor's dispatch does, PocketBase's loader does not.
if (typeof module === "undefined") {
  lazy(import("./loader/load.ts")).load(extensions, builtIns, Object.keys(inner));
} else module.exports = createBundle(extensions);
