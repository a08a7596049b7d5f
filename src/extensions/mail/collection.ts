import type { CollectionDefinition } from "../../contract/extension.ts";
import { date, json, number, select, text } from "../../lib/columns.ts";
import { MAILS } from "./outbox.ts";

export const STATUSES = ["queued", "sent", "failed", "suppressed"] as const;
export type Status = (typeof STATUSES)[number];

/** Characters. */
const SHORT = 1000;
const LONG = 20_000;

/**
 * The collection is `system` so that nobody can delete or rename the table that mails are queued
 * in.
 */
export const mailsCollection: CollectionDefinition = {
  name: MAILS,
  system: true,
  // The dashboard shows the first fields as columns.
  fields: [
    select("status", STATUSES),
    text("error", LONG),
    text("message", SHORT),
    text("category", SHORT),
    // `to` has the addresses alone, to be searched for; `envelope` has all recipients with their
    // names.
    text("to", LONG),
    text("subject", LONG),
    text("locale", SHORT),
    json("envelope"),
    json("data"),
    json("attach"),
    // `content` is the body and headers of a mail that PocketBase has made. It is removed when the
    // mail is sent, because it may hold a token.
    { ...json("content"), hidden: true },
    text("key", SHORT),
    // `turn` is the time when the mail may go, in milliseconds. It is negative once it is used (see
    // rate.ts), and 0 where nothing limits.
    number("turn"),
    date("created"),
    date("sent"),
    // `files` is the id of its contents in the table `bundle_attachments`.
    text("files", SHORT),
  ],
  indexes: [
    "CREATE UNIQUE INDEX bundle_mails_key ON bundle_mails (message, key) WHERE key != ''",
    "CREATE INDEX bundle_mails_status ON bundle_mails (status, created)",
    "CREATE INDEX bundle_mails_to ON bundle_mails (`to`, sent)",
    "CREATE INDEX bundle_mails_turn ON bundle_mails (turn)",
    // It has all mails, because the trigger that asks for OLD.files could not use a part.
    "CREATE INDEX bundle_mails_files ON bundle_mails (files)",
  ],
};
