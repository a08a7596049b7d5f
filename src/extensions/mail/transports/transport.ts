// What a transport gets and how it fails.
import type { App } from "../../../contract/pocketbase.ts";
import type { Address } from "../address.ts";

/** A mail as it goes out: rendered, checked, with its final headers. */
export interface OutgoingMail {
  /** The idempotency key where the service has one: the same in every attempt, another one when somebody sends it again. */
  id: string;
  from: Address;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  subject: string;
  html: string;
  /** `""` when the HTML has nothing to read. */
  text: string;
  /** Further headers, such as `Message-ID` and `List-Unsubscribe`. */
  headers: Record<string, string>;
  attachments: Attachment[];
  category: string;
}

export interface Attachment {
  name: string;
  /** Bytes. */
  size: number;
  /** Set for an image that the HTML shows as `cid:<contentId>`. */
  contentId?: string;
  /** PocketBase's file: `file.reader.open()` reads it from the beginning. */
  // biome-ignore lint/suspicious/noExplicitAny: PocketBase's filesystem.File.
  file: any;
}

/** Hands a mail over. Returning means that it was accepted; a failure is thrown, as one of the two below. */
export type Transport = (app: App, mail: OutgoingMail) => void;

/** Trying again would end the same way. The message is shown in `bundle_mails.error`: no secret, the service's own words. */
export class PermanentFailure extends Error {}

/** May pass: no connection, busy, a limit. `retryAfter` in seconds, where the other side named a time. */
export class TemporaryFailure extends Error {
  constructor(
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}
