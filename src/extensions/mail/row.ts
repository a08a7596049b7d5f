// What a row of `bundle_mails` holds.
import type { Envelope } from "./envelope.ts";

/** The files of a record's fields. */
export interface Attach {
  collection: string;
  record: string;
  fields: string[];
}

/** The content of a mail that PocketBase has already made. */
export interface Content {
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
}

/** A row of `bundle_mails`, as the job reads it. */
export interface QueuedMail {
  id: string;
  message: string;
  category: string;
  locale: string;
  to: string;
  turn: number;
  envelope: Envelope;
  data: object | null;
  attach: Attach | null;
  content: Content | null;
}
