import { createBundle } from "./kernel/bundle.ts";

// The extensions of the bundle, in the order they run. Each is evaluated only where the config asks for it.
const bundle = createBundle({
  validate: {
    extension: (options) => require("./extensions/validate/index.ts").validate(options),
    shape: () => require("./extensions/validate/shape.ts").validateShape,
  },
  mail: {
    extension: (options) => require("./extensions/mail/index.ts").mail(options),
    shape: () => require("./extensions/mail/shape.ts").mailShape,
  },
  receive: {
    extension: (options) => require("./extensions/receive/index.ts").receive(options),
    shape: () => require("./extensions/receive/shape.ts").receiveShape,
  },
});

declare const module: { exports: unknown } | undefined;

// Only a required file has a `module`: an executor's dispatch does, PocketBase's loader does not.
if (typeof module === "undefined") bundle.load();
else module.exports = bundle;
