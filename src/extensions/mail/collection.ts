import type { CollectionDefinition } from "../../contract/extension.ts";

export const STATUSES = ["queued", "sent", "failed", "suppressed"] as const;
export type Status = (typeof STATUSES)[number];

const text = (name: string, max = 1000) => ({ type: "text", name, max });
const json = (name: string) => ({ type: "json", name, maxSize: 50_000_000 });

/** `system`: nobody can delete or rename the table that mails are queued in. */
export const mailsCollection: CollectionDefinition = {
  name: "bundle_mails",
  system: true,
  fields: [
    text("message"),
    text("category"),
    { type: "select", name: "status", values: [...STATUSES] },
    // The addresses alone, to be searched for; `envelope` has all of them with their names.
    text("to", 20_000),
    text("subject", 20_000),
    text("error", 20_000),
    text("locale"),
    json("envelope"),
    json("data"),
    json("attach"),
    // A mail that PocketBase has made: the body and headers, until it is sent. They may hold a token.
    { ...json("content"), hidden: true },
    text("key"),
    // When it is this mail's turn, in milliseconds, below 0 once it is used: see rate.ts. 0 where nothing limits.
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
