// nothing → queued. All INSERTs into the queue are made by `insertSql`.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { execute, value } from "../../../pocketbase/sql.ts";
import { withKey } from "../job-types.ts";

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
const VALUES = valuesBy((column) => `{:${column}}`);

/** Enqueues a job without a key. */
export function insertJob(app: App, job: NewJob): void {
  execute(app, insertSql(VALUES), { ...job, now: now() });
}

const OF_KEY = "FROM bundle_jobs WHERE type = {:type} AND key = {:key} AND";
const ID = " RETURNING json_quote(id) AS row";

const INSERT_UNLESS_THERE = `${insertSql(VALUES, ` WHERE NOT EXISTS (SELECT 1 ${OF_KEY} ${withKey("running")})`)}
  ON CONFLICT (type, key) WHERE ${withKey("queued")} DO NOTHING${ID}`;

/** Enqueues a job, unless one with its key waits or runs. Returns whether it did. */
export const insertUnlessThere = (app: App, job: NewJob): boolean =>
  value(app, INSERT_UNLESS_THERE, { ...job, now: now() }) !== undefined;

/** How the time of a job that waits changes with a further call, as SQL. */
const TIMES = {
  earlier: "min(run_at, excluded.run_at)",
  /** As for `debounce`. */
  newest: "excluded.run_at",
  /** As for `throttle`. */
  kept: "run_at",
} as const;
export type Time = keyof typeof TIMES;

/** When the next job of a key may begin, by `throttle`: so many seconds after the last one began. */
const NEXT = `COALESCE((SELECT strftime('%Y-%m-%d %H:%M:%fZ', max(started), {:throttle}) ${OF_KEY} key != ''), '')`;
const THROTTLED = { ...VALUES, run_at: `max(iif(${NEXT} > {:now}, ${NEXT}, ''), {:run_at})` };

/**
 * Enqueues a job, or gives its payload to the job with its key that waits. Returns the id of that
 * job. Returns `undefined` when that job has been tried already: the other side may know its id and
 * its payload, so it cannot get another one.
 * @param throttle seconds; 0 for none
 */
export function insertOrRenew(
  app: App,
  job: NewJob,
  time: Time,
  throttle: number,
): string | undefined {
  // Without a WHERE before it, SQLite reads the ON of a conflict as that of a join.
  const sql = `${insertSql(throttle > 0 ? THROTTLED : VALUES, " WHERE true")}
    ON CONFLICT (type, key) WHERE ${withKey("queued")} DO UPDATE SET payload = excluded.payload,
      run_at = ${TIMES[time]}, priority = max(priority, excluded.priority),
      max_attempts = excluded.max_attempts
    WHERE attempts = 0 AND error = ''${ID}`;
  return value(app, sql, { ...job, throttle: `+${throttle} seconds`, now: now() });
}

const INSERT_ALL = insertSql(
  valuesBy((column) => `value ->> '${column}'`),
  " FROM json_each({:jobs})",
);

/** Enqueues all jobs in one statement. They have no keys. */
export function insertJobs(app: App, jobs: NewJob[]): void {
  if (jobs.length > 0) execute(app, INSERT_ALL, { jobs: JSON.stringify(jobs), now: now() });
}
