// running → queued, cancelled or dead: the job's worker stopped, or was silent for longer than its lease.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { logAgain } from "../../../pocketbase/failure-log.ts";
import { execute, rows } from "../../../pocketbase/sql.ts";
import type { JobTypes } from "../job-types.ts";
import { buryAbandoned } from "./bury.ts";
import { waitsAgain } from "./waits-again.ts";

const SILENT = "status = 'running' AND leased_until <= {:now}";
const STOPPED = "Its worker stopped, or was silent for longer than its lease.";
/** The number is negative for a job that was cancelled while it ran (see waits-again.ts). */
const IS_SPENT = "(max_attempts >= 0 AND attempts >= max_attempts)";
const ERROR = "iif(error = '', {:stopped}, error)";

/**
 * These jobs wait again. A job without attempts left becomes dead, because it may have ended its
 * workers.
 */
export function recoverJobs(app: App, types: JobTypes): void {
  const params = { now: now(), stopped: STOPPED };
  execute(
    app,
    `UPDATE bundle_jobs SET ${waitsAgain(ERROR)}
    WHERE ${SILENT} AND NOT ${IS_SPENT}`,
    params,
  );
  const dead = rows<[id: string, type: string, payload: string, error: string]>(
    app,
    `SELECT json_array(id, type, payload, ${ERROR}) AS row FROM bundle_jobs
    WHERE ${SILENT} AND ${IS_SPENT}`,
    params,
  );
  for (const [id, type, payload, error] of dead) {
    const isDead = buryAbandoned(app, types, { id, type, payload, error }, SILENT);
    if (isDead) logAgain(app, `job ${type} ${id}, given up,`, error);
  }
}
