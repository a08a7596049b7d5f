// queued → cancelled: somebody takes the job back, or a newer job with its key takes its place.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { execute, type SqlParams, value } from "../../../pocketbase/sql.ts";
import { withKey } from "../job-types.ts";
import { CANCELLED, REPLACED } from "./waits-again.ts";

const ENDS = (reason: string) =>
  `UPDATE bundle_jobs SET status = 'cancelled', finished = {:now},
  error = trim('${reason}' || char(10) || error, char(10))`;

/** `which` is a condition in SQL. Returns how many jobs were cancelled. */
export const cancelJobs = (app: App, which: string, params: SqlParams): number =>
  execute(app, `${ENDS(CANCELLED)} WHERE status = 'queued' AND ${which}`, {
    ...params,
    now: now(),
  });

/**
 * Marks a running job, so that nothing tries it again (see waits-again.ts). Only its own worker
 * can end it.
 */
export const cancelRunning = (app: App, which: string, params: SqlParams): number =>
  execute(
    app,
    `UPDATE bundle_jobs SET max_attempts = -abs(max_attempts) WHERE status = 'running' AND ${which}`,
    params,
  );

/**
 * Takes away the job with this key that waits for a further attempt. Returns the time that it
 * waited for, or `undefined` when there is none.
 */
export const replaceWaiting = (
  tx: App,
  { type, key }: { type: string; key: string },
): string | undefined =>
  value(
    tx,
    `${ENDS(REPLACED)} WHERE type = {:type} AND key = {:key} AND ${withKey("queued")} RETURNING json_quote(run_at) AS row`,
    { type, key, now: now() },
  );
