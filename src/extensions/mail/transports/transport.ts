// The input and the failures of a transport.
import type { App } from "../../../contract/pocketbase.ts";
import type { Address } from "../address.ts";

/** A mail as it is sent: rendered, checked, with its final headers. */
export interface OutgoingMail {
  /**
   * The idempotency key, for services that have one: the same in every attempt, and a new one when
   * a user sends the mail again.
   */
  id: string;
  from: Address;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  subject: string;
  html: string;
  /** The plain text; `""` when the HTML has no text. */
  text: string;
  /** Further headers, such as `Message-ID` and `List-Unsubscribe`. */
  headers: Record<string, string>;
  attachments: Attachment[];
  category: string;
}

export interface Attachment {
  name: string;
  /** The size in bytes. */
  size: number;
  /** Set for an image that the HTML shows as `cid:<contentId>`. */
  contentId?: string;
  /** PocketBase's file: `file.reader.open()` reads it from the beginning. */
  // biome-ignore lint/suspicious/noExplicitAny: PocketBase's filesystem.File.
  file: any;
}

/**
 * Hands a mail over. It returns when the mail was accepted, and throws one of the two failures
 * below otherwise.
 */
export type Transport = (app: App, mail: OutgoingMail) => void;

/**
 * Says that another attempt would end in the same way. The message is shown in
 * `bundle_mails.error`, so it holds the service's own words and no secret.
 */
export class PermanentFailure extends Error {}

/**
 * Says that another attempt may succeed: there was no connection, the server was busy, or a limit
 * was reached. `retryAfter` is in seconds, where the other side named a time.
 */
export class TemporaryFailure extends Error {
  constructor(
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}
