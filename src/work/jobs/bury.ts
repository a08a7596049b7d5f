// The end of a job that is given up: it is dead, and its type is told, in one transaction.

import type { App } from "../../contract/pocketbase.ts";
import { HandlerContext } from "../../kernel/context.ts";
import { refuseAsync } from "../../lib/async.ts";
import { logFailure } from "../../pocketbase/log.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import type { JobTypes } from "./definitions.ts";

/** A job, and the error that was its last. */
export interface DeadJob {
  id: string;
  type: string;
  payload: string;
  error: string;
}

/**
 * Buries a job by `bury`, which says whether it did: who has lost the lease changes nothing, and tells nobody. An
 * `onDead` that throws keeps no job alive.
 */
export function buryJob(
  app: App,
  types: JobTypes,
  job: DeadJob,
  bury: (app: App) => boolean,
): boolean {
  if (!types.get(job.type)?.onDead) return bury(app);
  try {
    return inTransaction(app, (tx) => {
      const isDead = bury(tx);
      if (isDead) tellDead(tx, types, job);
      return isDead;
    });
  } catch (error) {
    logFailure(app, `onDead of job ${job.type} ${job.id}`, error);
    return bury(app);
  }
}

/** Calls the type's `onDead`, in the transaction in which the job became dead. */
export function tellDead(tx: App, types: JobTypes, { type, payload, error }: DeadJob): void {
  const { onDead, extension = "" } = types.get(type) ?? {};
  if (!onDead) return;
  const ctx = new HandlerContext({ app: tx }, extension);
  refuseAsync(onDead(JSON.parse(payload || "null"), error, ctx));
}
