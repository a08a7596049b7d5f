// running → queued or cancelled: a job that a worker of this process has claimed and not begun.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { execute, type SqlParams, value } from "../../../pocketbase/sql.ts";
import { batches } from "../../store.ts";
import { waitsAgain } from "./waits-again.ts";

/**
 * Behind the job that runs, in the order of claim.ts. The worker releases these when that job has
 * ended, since it has taken too long already (see run.ts): nobody begins them before.
 */
const BEHIND = `status = 'running' AND token = {:token} AND (-priority, run_at, rowid) >
  (SELECT -priority, run_at, rowid FROM bundle_jobs WHERE id = {:current})`;

/** `which` is a condition in SQL. Returns how many jobs were taken back from their workers. */
export const recallJobs = (app: App, which: string, params: SqlParams): number =>
  batches
    .slow()
    .map((batch) =>
      execute(app, `UPDATE bundle_jobs SET ${waitsAgain()} WHERE ${which} AND ${BEHIND}`, {
        ...params,
        ...batch,
        now: now(),
      }),
    )
    .reduce((sum, count) => sum + count, 0);

/** Whether the running job with this id has not begun. */
export const hasNotBegun = (app: App, id: string): boolean =>
  batches.slow().some((batch) => {
    const sql = `SELECT 1 AS row FROM bundle_jobs WHERE id = {:id} AND ${BEHIND}`;
    return value(app, sql, { id, ...batch }) !== undefined;
  });
