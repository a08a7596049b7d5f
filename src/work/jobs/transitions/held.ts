// All transitions of a running job check its lease.
import type { App } from "../../../contract/pocketbase.ts";
import { execute, type SqlParams } from "../../../pocketbase/sql.ts";

/** SQL that takes the lease from a job that stops running. */
export const NO_LEASE = "token = '', leased_until = ''";

/**
 * Updates running jobs that `token` holds. A worker that has lost its lease changes nothing
 * (fencing token). Returns how many jobs it changed.
 */
export function updateHeld(
  app: App,
  token: string,
  set: string,
  where: string,
  params: SqlParams = {},
): number {
  const sql = `UPDATE bundle_jobs SET ${set} WHERE ${where} AND status = 'running' AND token = {:token}`;
  return execute(app, sql, { ...params, token });
}
