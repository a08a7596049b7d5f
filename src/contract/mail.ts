// What `ctx.mail` is; the mail extension makes it. Types only, part of pocketbundle.d.ts.

/** `ada@example.com` or `Ada <ada@example.com>`: one address, or a list of them. */
export type Addresses = string | string[];

/** The options of `ctx.mail.send`. */
export interface SendOptions {
  /**
   * The recipients. Default: the message's own, unless that is a function. The next four options
   * have the same default.
   */
  to?: Addresses;
  cc?: Addresses;
  bcc?: Addresses;
  replyTo?: Addresses;
  locale?: string;
  /** The values for the templates, stored as JSON until the mail is purged. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  data?: Record<string, any>;
  /** The files of a record to attach. */
  attach?: { collection: string; record: string; fields: string[] };
  /**
   * The message is sent once for each key. A later call with the same key returns the ids of the
   * first.
   */
  key?: string;
  /** Seconds before the mail is sent. Default 0. */
  delay?: number;
}

export interface Mail {
  /**
   * Puts a message into the outbox (`bundle_mails`), in the transaction of the context's app.
   * Returns the ids of its rows: one, or one for each recipient of a list (see `category`). Throws
   * for an unknown message or option, when there is no recipient, and for an invalid address.
   */
  send(message: string, options?: SendOptions): string[];
}
