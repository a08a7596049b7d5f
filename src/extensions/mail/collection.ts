import type { CollectionDefinition } from "../../contract/extension.ts";

export const STATUSES = ["queued", "sent", "failed", "suppressed"] as const;
export type Status = (typeof STATUSES)[number];

const text = (name: string, max = 1000) => ({ type: "text", name, max });
const json = (name: string) => ({ type: "json", name, maxSize: 50_000_000 });

/**
 * The collection is `system` so that nobody can delete or rename the table that mails are queued
 * in.
 */
export const mailsCollection: CollectionDefinition = {
  name: "bundle_mails",
  system: true,
  fields: [
    text("message"),
    text("category"),
    { type: "select", name: "status", values: [...STATUSES] },
    // `to` has the addresses alone, to be searched for; `envelope` has all recipients with their
    // names.
    text("to", 20_000),
    text("subject", 20_000),
    text("error", 20_000),
    text("locale"),
    json("envelope"),
    json("data"),
    json("attach"),
    // `content` is the body and headers of a mail that PocketBase has made. It is removed when the
    // mail is sent, because it may hold a token.
    { ...json("content"), hidden: true },
    text("key"),
    // `turn` is the time when the mail may go, in milliseconds. It is negative once it is used (see
    // rate.ts), and 0 where nothing limits.
    { type: "number", name: "turn" },
    { type: "date", name: "created" },
    { type: "date", name: "sent" },
  ],
  indexes: [
    "CREATE UNIQUE INDEX bundle_mails_key ON bundle_mails (message, key) WHERE key != ''",
    "CREATE INDEX bundle_mails_status ON bundle_mails (status, created)",
    "CREATE INDEX bundle_mails_to ON bundle_mails (`to`, sent)",
    "CREATE INDEX bundle_mails_turn ON bundle_mails (turn)",
  ],
};
