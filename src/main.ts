// The table of the built-in extensions. Each is a folder under extensions/ and a line here, which
// names its options type, its shape and its factory. A VM evaluates an extension only when it needs
// it.
import type { Config } from "./config.ts";
import { createBundle } from "./kernel/bundle.ts";
import {
  type BuiltIns,
  type InnerTable,
  type MakeExtensions,
  makeExtensions,
} from "./kernel/extensions.ts";

/** The extensions run in this order. */
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

/** These extensions are made from what all others ask for, and run before them. */
const inner: InnerTable = {
  "pocketbundle-schema": (others) =>
    lazy(import("./kernel/schema-extension.ts")).schemaExtension(others()),
  "pocketbundle-database": () => lazy(import("./kernel/database-extension.ts")).databaseExtension,
  "pocketbundle-server": (_, config) =>
    lazy(import("./kernel/server-extension.ts")).serverExtension(config.server),
  "pocketbundle-work": (others, config) =>
    others().some(({ changes, jobs }) => changes || jobs)
      ? lazy(import("./work/extension.ts")).workExtension(others(), config.jobs)
      : lazy(import("./work/leftovers.ts")).leftovers,
};

const extensions: MakeExtensions = (config) => makeExtensions(inner, builtIns, config);

declare const module: { exports: unknown } | undefined;

// An executor requires this file, so it has a `module`. PocketBase's loader runs it without one.
if (typeof module === "undefined") {
  lazy(import("./loader/load.ts")).load(extensions, builtIns, Object.keys(inner));
} else module.exports = createBundle(extensions);
