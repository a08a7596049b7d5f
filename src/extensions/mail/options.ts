// Types only: build.mjs copies this file into pocketbundle.d.ts.
import type { Change } from "../../changes/types.ts";
import type { Context } from "../../kernel/contract.ts";

// biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
type Values = Record<string, any>;

/** A message sent when a record changes. */
export interface Message {
  /** `"<collection>:<create|update|delete>"`, `"<collection>:*"`, or a list of them. */
  on: string | string[];
  /** Sends only when this returns `true`. */
  when?(change: Change, ctx: Context): boolean;
  /** Addresses (`ada@example.com` or `Ada <ada@example.com>`), or a function that returns them. */
  to: string | string[] | ((change: Change, ctx: Context) => string | string[]);
  /** The values for the templates. Default `{ record, before }` of the change. */
  data?(change: Change, ctx: Context): Values;
}

export interface MailOptions {
  /** The sender, `"Shop <hello@example.com>"`. Default: the one in PocketBase's settings. */
  from?: string;
  /** The folder under `pb_hooks` with `<message>.html` and `<message>.subject.txt`. Default `"mail"`. */
  templates?: string;
  /** Messages by name. */
  messages?: Record<string, Message>;
}
