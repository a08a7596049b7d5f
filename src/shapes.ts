// What the loader checks the config against, one line for each extension. build.mjs bundles this file apart, so that no
// executor evaluates it or the library behind it.
import { mailShape } from "./extensions/mail/shape.ts";
import { receiveShape } from "./extensions/receive/shape.ts";
import { validateShape } from "./extensions/validate/shape.ts";
import type { CheckConfig } from "./kernel/bundle.ts";
import { checkConfig } from "./kernel/check.ts";

export const check: CheckConfig = (read, events) =>
  checkConfig(read, events, { validate: validateShape, mail: mailShape, receive: receiveShape });
