// dead, done or cancelled → queued, when a person asks for it. The job begins anew, as if it had never been
// tried.
import type { App } from "../../../contract/pocketbase.ts";
import { execute, type SqlParams } from "../../../pocketbase/sql.ts";

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
 * `which` is a condition in SQL. Returns how many jobs wait again. Only one of several jobs with
 * one key does.
 */
export const requeueJobs = (app: App, which: string, params: SqlParams = {}): number =>
  execute(
    app,
    `UPDATE OR IGNORE bundle_jobs SET ${SET}, max_attempts = abs(max_attempts) WHERE ${which}`,
    params,
  );
