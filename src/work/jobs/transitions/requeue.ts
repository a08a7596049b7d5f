// dead, done or cancelled → queued, when a person asks for it. The job begins anew, as if it had never been
// tried.
import type { App } from "../../../contract/pocketbase.ts";
import { rows, type SqlParams, value } from "../../../pocketbase/sql.ts";
import { KEY_WAITS, NONE_RUNS } from "../job-types.ts";

/** The columns of a job that begins anew. */
export const ANEW = {
  status: "queued",
  attempts: 0,
  run_at: "",
  error: "",
  finished: "",
  token: "",
  leased_until: "",
} as const;

const SET = Object.entries(ANEW)
  .map(([column, value]) => `${column} = ${typeof value === "number" ? value : `'${value}'`}`)
  .join(", ");

/**
 * `which` is a condition in SQL. Returns the ids of the jobs that wait again. Only one of several jobs with
 * one key does, and none while another job with its key waits or runs: the job that runs has the
 * newer payload, and gives up its place when it fails while another one waits.
 */
export const requeueJobs = (app: App, which: string, params: SqlParams = {}): string[] =>
  rows(
    app,
    `UPDATE OR IGNORE bundle_jobs SET ${SET}, max_attempts = abs(max_attempts) WHERE (${which}) AND ${NONE_RUNS} RETURNING json_quote(id) AS row`,
    params,
  );

/** The id of another job with the key of this one that waits or runs; `undefined` for none. */
export const otherOfKey = (
  app: App,
  job: { id: string; type: string; key: string },
): string | undefined =>
  value(
    app,
    `SELECT json_quote(id) AS row FROM bundle_jobs
    WHERE type = {:type} AND key = {:key} AND ${KEY_WAITS} AND id != {:id}`,
    job,
  );
