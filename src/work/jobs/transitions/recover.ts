// running → queued, cancelled or dead: the job's worker is gone, or was silent for longer than its
// lease.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { logAgain } from "../../../pocketbase/failure-log.ts";
import { execute, rows } from "../../../pocketbase/sql.ts";
import type { JobTypes } from "../job-types.ts";
import { buryAbandoned } from "./bury.ts";
import { waitsAgain } from "./waits-again.ts";

/** SQL for a job whose lease has run out. It needs the parameter `now`. */
export const SILENT = "status = 'running' AND leased_until <= {:now}";
const OF_TOKENS = "token IN (SELECT value FROM json_each({:tokens}))";
const STOPPED = "Its worker stopped, or was silent for longer than its lease.";
/** The number is negative for a job that was cancelled while it ran (see waits-again.ts). */
const IS_SPENT = "(max_attempts >= 0 AND attempts >= max_attempts)";
const ERROR = "iif(error = '', {:stopped}, error)";

/** The leases of a process that is gone end now. The token of a lease begins with its process. */
export const endLeasesOf = (app: App, process: string): number =>
  execute(
    app,
    "UPDATE bundle_jobs SET leased_until = '' WHERE status = 'running' AND token > {:id} || '.' AND token < {:id} || '/'",
    { id: process },
  );

/**
 * The jobs of leases that have run out wait again. A job without attempts left becomes dead,
 * because it may have ended its workers.
 */
export function recoverJobs(app: App, types: JobTypes, tokens: string[]): void {
  const params = { now: now(), stopped: STOPPED, tokens: JSON.stringify(tokens) };
  execute(
    app,
    `UPDATE bundle_jobs SET ${waitsAgain(ERROR)}
    WHERE ${SILENT} AND ${OF_TOKENS} AND NOT ${IS_SPENT}`,
    params,
  );
  const dead = rows<[id: string, type: string, payload: string, error: string]>(
    app,
    `SELECT json_array(id, type, payload, ${ERROR}) AS row FROM bundle_jobs
    WHERE ${SILENT} AND ${OF_TOKENS} AND ${IS_SPENT}`,
    params,
  );
  for (const [id, type, payload, error] of dead) {
    const isDead = buryAbandoned(app, types, { id, type, payload, error }, SILENT);
    if (isDead) logAgain(app, `job ${type} ${id}, given up,`, error);
  }
}
