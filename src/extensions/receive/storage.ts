import type { CollectionDefinition } from "../../contract/extension.ts";
import { date, json, number, select, text } from "../../lib/columns.ts";
import { eventJob } from "./migrations/0001-event-job.ts";

/** Characters. */
const SHORT = 255;

/** The collections are `system` so that nobody can delete or rename them. */
export const COLLECTIONS: CollectionDefinition[] = [
  {
    name: "bundle_events",
    system: true,
    // The dashboard shows the first fields as columns.
    fields: [
      // `ignored` means that there is neither a handler nor a sync for its type.
      select("status", ["queued", "done", "dead", "ignored"]),
      text("error", 100_000),
      text("source", SHORT),
      // The sender's id.
      text("event", SHORT),
      text("type", SHORT),
      json("payload"),
      { type: "bool", name: "test" },
      // `at` is when the event happened. It is a text, because a date field keeps only milliseconds
      // and the order may need more.
      text("at", SHORT),
      date("created"),
      date("finished"),
      // Fields that were added come last, as in a database that has had them added.
      // The body as it was received, where the payload was made from it: forms, and `verify`.
      text("body", 50_000_000),
    ],
    indexes: [
      "CREATE UNIQUE INDEX bundle_events_event ON bundle_events (source, event)",
      "CREATE INDEX bundle_events_finished ON bundle_events (source, status, finished) WHERE finished != ''",
      "CREATE INDEX bundle_events_status ON bundle_events (status)",
    ],
  },
  {
    // `bundle_latest` has the newest event that was let through for each key, and the job that
    // handled it.
    name: "bundle_latest",
    system: true,
    fields: [text("key", 1000), text("at", SHORT), text("job", SHORT), date("updated")],
    indexes: [
      "CREATE UNIQUE INDEX bundle_latest_key ON bundle_latest (key)",
      "CREATE INDEX bundle_latest_updated ON bundle_latest (updated)",
    ],
  },
  {
    // `bundle_payments` is what a sync knows of payments, see sync/ledger.ts.
    name: "bundle_payments",
    system: true,
    fields: [
      text("source", SHORT),
      select("kind", ["part", "payment", "record"]),
      text("name", SHORT),
      text("payment", SHORT),
      number("amount"),
      text("at", SHORT),
      date("updated"),
    ],
    indexes: [
      "CREATE UNIQUE INDEX bundle_payments_name ON bundle_payments (source, kind, name)",
      "CREATE INDEX bundle_payments_payment ON bundle_payments (source, payment)",
      "CREATE INDEX bundle_payments_updated ON bundle_payments (updated)",
    ],
  },
];

export const MIGRATIONS = [eventJob];
