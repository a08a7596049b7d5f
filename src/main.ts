import { createBundle } from "./kernel/bundle.ts";

// The extensions of the bundle, in the order they run. Each is evaluated only where the config asks for it.
const bundle = createBundle(
  {
    validate: (options) => require("./extensions/validate/index.ts").validate(options),
    mail: (options) => require("./extensions/mail/index.ts").mail(options),
    receive: (options) => require("./extensions/receive/index.ts").receive(options),
  },
  (extensions, config) =>
    extensions.some(({ changes, jobs }) => changes || jobs)
      ? require("./worker/extension.ts").innerExtensions(extensions, config)
      : [require("./worker/leftovers.ts").leftovers],
  () => require("./shapes.ts").check,
);

declare const module: { exports: unknown } | undefined;

// Only a required file has a `module`: an executor's dispatch does, PocketBase's loader does not.
if (typeof module === "undefined") bundle.load();
else module.exports = bundle;
