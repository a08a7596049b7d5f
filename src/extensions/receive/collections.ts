import type { CollectionDefinition } from "../../contract/extension.ts";
import { DEFAULT_ATTEMPTS, PRIORITIES } from "../../work/jobs/job-types.ts";
import { insertSql } from "../../work/jobs/transitions/insert.ts";
import { JOB } from "./names.ts";

const text = (name: string, max = 255) => ({ type: "text", name, max });
const date = (name: string) => ({ type: "date", name });

/** The collections are `system` so that nobody can delete or rename them. */
export const COLLECTIONS: CollectionDefinition[] = [
  {
    name: "bundle_events",
    system: true,
    fields: [
      text("source"),
      // The sender's id.
      text("event"),
      text("type"),
      { type: "json", name: "payload", maxSize: 50_000_000 },
      // `ignored` means that there is neither a handler nor a sync for its type.
      { type: "select", name: "status", values: ["queued", "done", "dead", "ignored"] },
      text("error", 100_000),
      { type: "bool", name: "test" },
      // `at` is when the event happened. It is a text, because a date field keeps only milliseconds
      // and the order may need more.
      text("at"),
      date("created"),
      date("finished"),
    ],
    indexes: [
      "CREATE UNIQUE INDEX bundle_events_event ON bundle_events (source, event)",
      "CREATE INDEX bundle_events_finished ON bundle_events (source, status, finished) WHERE finished != ''",
    ],
  },
  {
    // `bundle_latest` has the newest event that was let through for each key, and the job that
    // handled it.
    name: "bundle_latest",
    system: true,
    fields: [text("key", 1000), text("at"), text("job"), date("updated")],
    indexes: [
      "CREATE UNIQUE INDEX bundle_latest_key ON bundle_latest (key)",
      "CREATE INDEX bundle_latest_updated ON bundle_latest (updated)",
    ],
  },
];

/**
 * One statement stores an event and its job, which have the same id. The trigger is dropped with
 * the table.
 */
export const TRIGGER = `CREATE TRIGGER bundle_events_job AFTER INSERT ON bundle_events
  WHEN NEW.status = 'queued' BEGIN ${insertSql({
    id: "NEW.id",
    type: `'${JOB}'`,
    payload: "json_object('id', NEW.id)",
    priority: String(PRIORITIES.normal),
    max_attempts: String(DEFAULT_ATTEMPTS),
    created: "NEW.created",
  })}; END`;
