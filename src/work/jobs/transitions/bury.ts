// running → dead: the job is given up, and its type is told in the same transaction.
import type { App } from "../../../contract/pocketbase.ts";
import { HandlerContext } from "../../../kernel/context.ts";
import { refuseAsync } from "../../../lib/async.ts";
import { now } from "../../../lib/time.ts";
import { logFailure } from "../../../pocketbase/failure-log.ts";
import { execute } from "../../../pocketbase/sql.ts";
import { inTransaction } from "../../../pocketbase/transaction.ts";
import type { JobTypes } from "../job-types.ts";
import { NO_LEASE, updateHeld } from "./held.ts";
import type { Failure } from "./retry.ts";

/** A job that is given up, and its last error. */
interface DeadJob {
  id: string;
  type: string;
  payload: string;
  error: string;
}

const DEAD = `status = 'dead', run_at = '', finished = {:now}, error = {:error}, ${NO_LEASE}`;

/** Buries a job after its last attempt. Returns whether the worker still held it. */
export const buryFailed = (
  app: App,
  types: JobTypes,
  token: string,
  job: DeadJob & Failure,
): boolean =>
  bury(app, types, job, (one) => {
    const { id, attempts, error } = job;
    const params = { id, attempts, error, now: now() };
    return updateHeld(one, token, `${DEAD}, attempts = {:attempts}`, "id = {:id}", params) > 0;
  });

/**
 * Buries a job whose worker is gone, if the SQL `condition` still holds. Returns whether it did.
 */
export const buryAbandoned = (
  app: App,
  types: JobTypes,
  job: DeadJob,
  condition: string,
): boolean =>
  bury(app, types, job, (one) => {
    const sql = `UPDATE bundle_jobs SET ${DEAD} WHERE id = {:id} AND ${condition}`;
    return execute(one, sql, { id: job.id, error: job.error, now: now() }) > 0;
  });

/**
 * `onDead` is called only if `update` buried the job. The job is buried even if `onDead` throws.
 */
function bury(app: App, types: JobTypes, job: DeadJob, update: (app: App) => boolean): boolean {
  if (!types.get(job.type)?.onDead) return update(app);
  try {
    return inTransaction(app, (tx) => {
      const isDead = update(tx);
      if (isDead) tellDead(tx, types, job);
      return isDead;
    });
  } catch (error) {
    logFailure(app, `onDead of job ${job.type} ${job.id}`, error);
    return update(app);
  }
}

/** Calls the type's `onDead`, in the transaction in which the job became dead. */
export function tellDead(tx: App, types: JobTypes, { type, payload, error }: DeadJob): void {
  const { onDead, extension = "" } = types.get(type) ?? {};
  if (!onDead) return;
  const ctx = new HandlerContext({ app: tx }, extension);
  refuseAsync(onDead(JSON.parse(payload || "null"), error, ctx));
}
