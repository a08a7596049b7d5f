import { createBundle } from "./kernel/bundle.ts";

/** scripts/chunks.mjs: like `require`, but nothing of it is kept. The loader's memory would stay high else. */
declare const $once: (path: "./shapes.ts") => typeof import("./shapes.ts");

// The extensions of the bundle, in the order they run. Each is evaluated only where it has something to do.
export const bundle = createBundle(
  {
    "pocketbundle-schema": (others) =>
      require("./kernel/schema-extension.ts").schemaExtension(others()),
    "pocketbundle-work": (others, config) =>
      others().some(({ changes, jobs }) => changes || jobs)
        ? require("./work/extension.ts").workExtension(others(), config)
        : require("./work/leftovers.ts").leftovers,
  },
  {
    validate: (options) => require("./extensions/validate/index.ts").validate(options),
    mail: (options) => require("./extensions/mail/index.ts").mail(options),
    receive: (options) => require("./extensions/receive/index.ts").receive(options),
  },
  () => $once("./shapes.ts").check,
);

declare const module: { exports: unknown } | undefined;

// Only a required file has a `module`: an executor's dispatch does, PocketBase's loader does not.
if (typeof module === "undefined") bundle.load();
else module.exports = bundle;
