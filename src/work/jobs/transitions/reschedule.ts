// queued → queued, at another time.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText } from "../../../lib/time.ts";
import { execute, type SqlParams } from "../../../pocketbase/sql.ts";
import { withKey } from "../job-types.ts";

/** `which` is a condition in SQL; `runAt` is `""` for at once. Returns how many jobs it moved. */
export const rescheduleJobs = (app: App, which: string, params: SqlParams, runAt: string): number =>
  execute(app, `UPDATE bundle_jobs SET run_at = {:runAt} WHERE status = 'queued' AND ${which}`, {
    ...params,
    runAt,
  });

/**
 * A job that takes the place of one that has failed, or was postponed, waits as long as that one
 * would have. `delay` is in milliseconds.
 */
export function delayWaiting(app: App, type: string, key: string, delay: number): void {
  execute(
    app,
    `UPDATE bundle_jobs SET run_at = max(run_at, {:runAt}) WHERE type = {:type} AND key = {:key} AND ${withKey("queued")}`,
    { type, key, runAt: dateText(Date.now() + delay) },
  );
}
