// What the loader checks the config against, one line for each extension.
import { mailShape } from "./extensions/mail/shape.ts";
import { receiveShape } from "./extensions/receive/shape.ts";
import { validateShape } from "./extensions/validate/shape.ts";
import { checkConfig } from "./loader/check-config.ts";
import type { CheckConfig } from "./loader/load.ts";

export const check: CheckConfig = (read, events) =>
  checkConfig(read, events, { validate: validateShape, mail: mailShape, receive: receiveShape });
