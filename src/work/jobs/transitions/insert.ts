// nothing → queued. All INSERTs into the queue are made by `insertSql`.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { execute } from "../../../pocketbase/sql.ts";
import { KEY_WAITS } from "../job-types.ts";

/** A job that is to be enqueued. */
export interface NewJob {
  id: string;
  type: string;
  /** `""` for none. */
  key: string;
  /** As JSON. */
  payload: string;
  priority: number;
  max_attempts: number;
  /** `""` for as soon as possible. */
  run_at: string;
  /** How many attempts were made already, and the error of the last one. */
  attempts: number;
  error: string;
}

/** SQL expressions by column. Columns that are left out take their defaults. */
type Values = Partial<Record<keyof NewJob, string>> & { created: string };

/** SQL that enqueues one job, or one for each row of `from`. */
export function insertSql(values: Values, from = ""): string {
  const columns = Object.keys(values).join(", ");
  const expressions = Object.values(values).join(", ");
  return `INSERT INTO bundle_jobs (status, ${columns}) SELECT 'queued', ${expressions}${from}`;
}

const COLUMNS: (keyof NewJob)[] = [
  ...(["id", "type", "key", "payload", "priority"] as const),
  ...(["max_attempts", "run_at", "attempts", "error"] as const),
];
const valuesBy = (expression: (column: string) => string): Values => ({
  ...Object.fromEntries(COLUMNS.map((column) => [column, expression(column)])),
  created: "{:now}",
});

const INSERT = insertSql(valuesBy((column) => `{:${column}}`));
// Without a WHERE before it, SQLite reads the ON of a conflict as that of a join.
const UNLESS_KEY_WAITS = ` WHERE true ON CONFLICT (type, key) WHERE ${KEY_WAITS} DO NOTHING`;

/** Returns whether the job was enqueued: it is not when a job with its key waits or runs. */
export function insertJob(app: App, job: NewJob): boolean {
  const sql = job.key === "" ? INSERT : INSERT + UNLESS_KEY_WAITS;
  return execute(app, sql, { ...job, now: now() }) > 0;
}

const INSERT_ALL = insertSql(
  valuesBy((column) => `value ->> '${column}'`),
  " FROM json_each({:jobs}) WHERE true ON CONFLICT DO NOTHING",
);

/**
 * Enqueues all jobs in one statement. The caller must have checked their keys under the write lock.
 */
export function insertJobs(app: App, jobs: NewJob[]): void {
  if (jobs.length > 0) execute(app, INSERT_ALL, { jobs: JSON.stringify(jobs), now: now() });
}
