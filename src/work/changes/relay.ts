// Hands captured changes to their handlers, in the order of the commits.

import type { App } from "../../contract/pocketbase.ts";
import { HandlerContext, type Queue } from "../../kernel/context.ts";
import { refuseAsync } from "../../lib/async.ts";
import { execute } from "../../pocketbase/sql.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import { JobCollector, queueOf } from "../jobs/enqueue.ts";
import { type JobType, type JobTypes, KEY_WAITS, RETRY_CHANGE } from "../jobs/job-types.ts";
import { relaying } from "../store.ts";
import { type Captured, changeOf, sourceOf } from "./change.ts";
import { retryLater } from "./failed.ts";
import type { BoundListener, Listeners } from "./listen.ts";
import { capturedWhere } from "./new-row.ts";
import { PASSED, pass, passed } from "./passed.ts";

/** How long one transaction may hold up other writes, in milliseconds. */
const TURN = 10;

/** A change whose handler threw. */
class HandlerError extends Error {
  constructor(
    readonly captured: Captured,
    override readonly cause: unknown,
  ) {
    super();
  }
}

/** The listeners of changes, and the types of the jobs that they may enqueue. */
interface Handlers {
  listeners: Listeners;
  types: JobTypes;
}

/** Hands the oldest waiting changes to their handlers. Returns how many are settled. */
export function relay(app: App, handlers: Handlers, backoff: number, limit: number): number {
  try {
    return inTransaction(app, (tx) => relayIn(tx, handlers, limit));
  } catch (error) {
    if (!(error instanceof HandlerError)) throw error;
    if (limit === 1) {
      inTransaction(app, (tx) => {
        // Another worker may have handled it meanwhile.
        if (remove(tx, [error.captured]) === 0) return;
        const { attempts } = handlers.types.get(RETRY_CHANGE) as JobType;
        retryLater(tx, error.captured, error.cause, { backoff, attempts });
      });
      return 1;
    }
  }
  // The whole batch is undone. Relayed one by one, only the change whose handler throws is undone.
  let settled = 0;
  while (settled < limit && relay(app, handlers, backoff, 1) > 0) settled++;
  return settled;
}

function relayIn(tx: App, { listeners, types }: Handlers, limit: number): number {
  // The first statement is a write, so that no two relays read the same changes.
  takeWriteLock(tx);
  const batch = waiting(tx, limit);
  const collector = new JobCollector();
  const queue = queueOf(types, collector);
  const until = Date.now() + TURN;
  let count = 0;
  while (count < batch.length && (count === 0 || Date.now() < until)) {
    const captured = batch[count] as Captured;
    try {
      handle(tx, listeners, captured, queue);
    } catch (error) {
      throw new HandlerError(captured, error);
    }
    count++;
  }
  collector.flush(tx);
  if (count > 0) remove(tx, batch.slice(0, count));
  return count;
}

/** Runs the listeners of one change. */
export function handle(tx: App, listeners: Listeners, captured: Captured, queue?: Queue): void {
  const { name, action } = sourceOf(captured);
  const bound = listeners.get(name)?.[action] ?? [];
  if (bound.length === 0) return;
  const change = changeOf(captured);
  for (let i = 0; i < bound.length; i++) {
    const { extension, listener } = bound[i] as BoundListener;
    refuseAsync(listener.handler(change, new HandlerContext({ app: tx }, extension, queue)));
  }
}

/** Runs the job of a change whose handler has thrown before. */
export const relayAgain = (app: App, listeners: Listeners, captured: Captured) =>
  relaying.run(() => inTransaction(app, (tx) => handle(tx, listeners, captured)));

/** Leaves out changes of records that have an earlier change which has failed. */
function waiting(tx: App, limit: number): Captured[] {
  const found = capturedWhere(
    tx,
    (change) => `${change}.id > ${PASSED} AND NOT EXISTS (SELECT 1 FROM bundle_jobs
      WHERE type = '${RETRY_CHANGE}' AND key = (${change}.source ->> 'collection') || '/' || ${change}.record AND ${KEY_WAITS})`,
    limit,
    passed(),
  );
  pass(tx, found[0]?.[0]);
  return found;
}

const remove = (tx: App, batch: Captured[]): number =>
  execute(tx, "DELETE FROM bundle_captured WHERE id IN (SELECT value FROM json_each({:ids}))", {
    ids: JSON.stringify(batch.map(([id]) => id)),
  });
