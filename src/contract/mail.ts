// What `ctx.mail` is; the mail extension makes it. Types only, part of pocketbundle.d.ts.

/** Addresses: `ada@example.com` or `Ada <ada@example.com>`, one or a list. */
export type Addresses = string | string[];

/** What `ctx.mail.send` takes beside the message's name. */
export interface SendOptions {
  /** Default: the message's own, where it is no function. The same goes for the next four. */
  to?: Addresses;
  cc?: Addresses;
  bcc?: Addresses;
  replyTo?: Addresses;
  locale?: string;
  /** The values for the templates, stored as JSON until the mail is purged. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  data?: Record<string, any>;
  /** Files of a record to attach. */
  attach?: { collection: string; record: string; fields: string[] };
  /** A message is sent once for each key: a later call with the same key does nothing. */
  key?: string;
  /** Seconds before it is sent. */
  delay?: number;
}

export interface Mail {
  /**
   * Puts a message into the outbox (`bundle_mails`), in the transaction of the context's app. Returns the ids there: one,
   * or of a list (see `category`) one for each recipient. Throws for an unknown message, for no recipient, and for
   * what is not an address.
   */
  send(message: string, options?: SendOptions): string[];
}
