// The whole config file. Types only: build.mjs copies this file into pocketbundle.d.ts.

import type { Extension } from "./contract/extension.ts";
import type { JobsOptions } from "./contract/jobs.ts";
import type { MailOptions } from "./extensions/mail/options.ts";
import type { ReceiveOptions } from "./extensions/receive/options.ts";
import type { ValidateOptions } from "./extensions/validate/options.ts";

/** `pb_hooks/pocketbundle.config.js`. Every key is optional. */
export interface Config {
  /** Validation, by collection. */
  validate?: ValidateOptions;
  /** Email on changes of records. */
  mail?: MailOptions;
  /** Webhooks to receive, by name: `POST /api/bundle/receive/<name>`. */
  receive?: ReceiveOptions;
  /** How background work is done. */
  jobs?: JobsOptions;
  /** Your own extensions. */
  extensions?: Extension[];
}
