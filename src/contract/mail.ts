// What `ctx.mail` is; the mail extension makes it. Types only, part of pocketbundle.d.ts.

/** `ada@example.com` or `Ada <ada@example.com>`: one address, or a list of them. */
export type Addresses = string | string[];

/** What a function or a caller may give: an address that is not set is left out. */
export type OptionalAddresses = string | null | undefined | (string | null | undefined)[];

/** Files for a mail. */
export type MailFile =
  /** The files in these file fields of a record. They are read when the mail is sent. */
  | { collection: string; record: string; fields: string[] }
  /** A text, in UTF-8. */
  | { name: string; text: string }
  /**
   * Bytes: a list of numbers from 0 to 255, a `Uint8Array`, an `ArrayBuffer`, or what
   * `$os.readFile` returns. A text is refused: PocketBase's types say that `$os.readFile` may
   * return one, and it does not.
   */
  | { name: string; bytes: readonly number[] | Uint8Array | ArrayBuffer | string }
  /**
   * The address of a record's file on this server, as `pb.files.getURL` returns it, or its path
   * alone. The file is read from the storage when the mail is sent, without a request. A file of a
   * protected field is refused. Default of `name`: the name that it was uploaded with.
   */
  | { url: string; name?: string };

/** The options of `ctx.mail.send`. */
export interface SendOptions {
  /**
   * The recipients. Blank texts and `null` are left out. Default: the message's own, unless that is
   * a function. The next five options have the same default.
   */
  to?: OptionalAddresses;
  cc?: OptionalAddresses;
  bcc?: OptionalAddresses;
  replyTo?: OptionalAddresses;
  /** The sender, `"Shop <hello@example.com>"`. */
  from?: string | null;
  locale?: string;
  /** The values for the templates, stored as JSON until the mail is purged. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  data?: Record<string, any>;
  /** The files to attach. */
  attach?: MailFile | MailFile[];
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
   * for an unknown message or option, when there is no recipient, and for an invalid address. In a
   * route or hook, an address that the client has sent is answered with a 400 at its field.
   */
  send(message: string, options?: SendOptions): string[];
}
