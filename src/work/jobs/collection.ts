import type { CollectionDefinition } from "../../contract/extension.ts";
import { date, json, number, select, text } from "../../lib/columns.ts";
import { ROW, withKey } from "./job-types.ts";

/** Characters. */
const LONG = 100_000;

export const STATUSES = ["queued", "running", "done", "dead", "cancelled"] as const;

/** The collection is `system`, so that nobody can delete or rename it. */
export const jobsCollection: CollectionDefinition = {
  name: "bundle_jobs",
  system: true,
  // The dashboard shows the first fields as columns.
  fields: [
    select("status", STATUSES),
    text("error", LONG),
    text("type", LONG),
    json("payload"),
    text("key", LONG),
    number("priority"),
    number("attempts"),
    number("max_attempts"),
    // An empty time means as soon as possible, whatever the clock says.
    date("run_at"),
    date("leased_until"),
    // The fencing token: only the worker that holds it can finish the job.
    text("token", LONG),
    date("created"),
    date("finished"),
    // When a job with a key last began. Jobs without one leave it empty, to be claimed faster.
    date("started"),
  ],
  indexes: [
    "CREATE INDEX bundle_jobs_queued ON bundle_jobs (type, priority, run_at) WHERE status = 'queued'",
    "CREATE INDEX bundle_jobs_running ON bundle_jobs (token) WHERE status = 'running'",
    "CREATE INDEX bundle_jobs_finished ON bundle_jobs (status, finished) WHERE finished != ''",
    `CREATE UNIQUE INDEX bundle_jobs_key ON bundle_jobs (type, key) WHERE ${withKey("queued")}`,
    `CREATE UNIQUE INDEX bundle_jobs_key_running ON bundle_jobs (type, key) WHERE ${withKey("running")}`,
    "CREATE INDEX bundle_jobs_key_all ON bundle_jobs (type, key, started) WHERE key != ''",
    // There is no second one of dead jobs alone, or SQLite would take it to find their types.
    `CREATE INDEX bundle_jobs_dead ON bundle_jobs (type, ${ROW}) WHERE status = 'dead'`,
  ],
};
