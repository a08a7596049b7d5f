// From captured changes to handlers, in the order of the commits.

import type { App } from "../../contract/pocketbase.ts";
import { HandlerContext } from "../../kernel/context.ts";
import { refuseAsync } from "../../lib/async.ts";
import { execute } from "../../pocketbase/sql.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import { KEY_WAITS, RETRY_CHANGE } from "../jobs/definitions.ts";
import { collectJobs } from "../jobs/enqueue.ts";
import { type Captured, changeOf, sourceOf } from "./change.ts";
import { postpone } from "./failed.ts";
import type { BoundListener, Listeners } from "./listen.ts";
import { capturedWhere } from "./new-row.ts";

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

/** Hands the oldest waiting changes to their handlers. Returns how many are settled. */
export function relay(app: App, listeners: Listeners, backoff: number, limit: number): number {
  try {
    return inTransaction(app, (tx) => relayIn(tx, listeners, limit));
  } catch (error) {
    if (!(error instanceof HandlerError)) throw error;
    if (limit === 1) {
      inTransaction(app, (tx) => {
        // Another worker may have handled it meanwhile.
        if (remove(tx, [error.captured]) > 0) postpone(tx, error.captured, error.cause, backoff);
      });
      return 1;
    }
  }
  // The whole batch is undone. One by one, only the change whose handler throws is.
  let settled = 0;
  while (settled < limit && relay(app, listeners, backoff, 1) > 0) settled++;
  return settled;
}

function relayIn(tx: App, listeners: Listeners, limit: number): number {
  // A write first: no two relays read the same changes.
  takeWriteLock(tx);
  const batch = waiting(tx, limit);
  const until = Date.now() + TURN;
  let count = 0;
  collectJobs(tx, () => {
    while (count < batch.length && (count === 0 || Date.now() < until)) {
      const captured = batch[count] as Captured;
      try {
        handle(tx, listeners, captured);
      } catch (error) {
        throw new HandlerError(captured, error);
      }
      count++;
    }
  });
  if (count > 0) remove(tx, batch.slice(0, count));
  return count;
}

/** Runs the listeners of one change. */
export function handle(tx: App, listeners: Listeners, captured: Captured): void {
  const { name, action } = sourceOf(captured);
  const bound = listeners.get(name)?.[action] ?? [];
  if (bound.length === 0) return;
  const change = changeOf(captured);
  for (let i = 0; i < bound.length; i++) {
    const { extension, listener } = bound[i] as BoundListener;
    refuseAsync(listener.handler(change, new HandlerContext({ app: tx }, extension)));
  }
}

/** Not those of a record with an earlier change that has failed: they wait for it. */
const waiting = (tx: App, limit: number): Captured[] =>
  capturedWhere(
    tx,
    (change) => `NOT EXISTS (SELECT 1 FROM bundle_jobs
      WHERE type = '${RETRY_CHANGE}' AND key = (${change}.source ->> 'collection') || '/' || ${change}.record AND ${KEY_WAITS})`,
    limit,
  );

const remove = (tx: App, batch: Captured[]): number =>
  execute(tx, "DELETE FROM bundle_captured WHERE id IN (SELECT value FROM json_each({:ids}))", {
    ids: JSON.stringify(batch.map(([id]) => id)),
  });
