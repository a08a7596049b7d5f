// The type of the whole config file. build.mjs makes pocketbundle.d.ts of what this file exports.
import type { CommonConfig } from "./contract/common-config.ts";
import type { MailOptions } from "./extensions/mail/options.ts";
import type { ReceiveOptions } from "./extensions/receive/options.ts";
import type { ValidateOptions } from "./extensions/validate/options.ts";

export type * from "./contract/changes.ts";
export type * from "./contract/common-config.ts";
export type * from "./contract/context.ts";
export type * from "./contract/environment.ts";
export type * from "./contract/extension.ts";
export type * from "./contract/hook.ts";
export type * from "./contract/jobs.ts";
export type * from "./contract/mail.ts";
export type * from "./contract/pocketbase.ts";
export type * from "./contract/route.ts";
export type * from "./contract/server.ts";
export type * from "./contract/signatures.ts";
export type * from "./contract/values.ts";
export type * from "./extensions/mail/options.ts";
export type * from "./extensions/receive/options.ts";
export type * from "./extensions/validate/options.ts";

/** `pb_hooks/pocketbundle.config.js`. Every key is optional. */
export interface Config extends CommonConfig {
  /** Validation, by collection. */
  validate?: ValidateOptions;
  /** Email on changes of records. */
  mail?: MailOptions;
  /** Webhooks to receive, by name: `POST /api/bundle/receive/<name>`. */
  receive?: ReceiveOptions;
}
