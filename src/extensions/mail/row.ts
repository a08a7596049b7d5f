// What a row of `bundle_mails` holds.
import type { Envelope } from "./envelope.ts";

/** A file, or files, of a mail. */
export type Attach =
  /** The files of a record's fields. */
  | { collection: string; record: string; fields: string[] }
  /** One file of a record. */
  | { collection: string; record: string; file: string; name?: string }
  /** A content of `bundle_attachments`, by its number. */
  | { name: string; size: number; content: number };

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
  /** Why the last attempt failed; `""` before the first failure. */
  error: string;
  envelope: Envelope;
  data: object | null;
  attach: Attach[] | Attach | null;
  /** The id of its contents in `bundle_attachments`; `""` when it has none. */
  files: string;
  content: Content | null;
}
