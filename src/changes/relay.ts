// From captured changes to handlers, in the order of the commits.
import { refuseAsync } from "../kernel/async.ts";
import { HandlerContext } from "../kernel/context.ts";
import type { App } from "../kernel/contract.ts";
import { logFailure, stackOf } from "../kernel/log.ts";
import { same } from "../kernel/same.ts";
import { execute, rows } from "../kernel/sql.ts";
import { dateText, now, retryDelay } from "../kernel/time.ts";
import { inTransaction } from "../kernel/transaction.ts";
import type { Action, Listeners } from "./listen.ts";
import type { Change } from "./types.ts";

const ATTEMPTS = 8;
/** How long one transaction may hold up other writes, in milliseconds. */
const TURN = 10;

type Values = Record<string, unknown>;
type Captured = [
  rowid: number,
  id: string,
  name: string,
  record: string,
  action: Action,
  old: Values | Values[] | null,
  new_: Values | Values[] | null,
  created: string,
  attempts: number,
];

/** A change whose handler threw. */
class HandlerError extends Error {
  constructor(
    readonly row: Captured,
    readonly listener: string,
    override readonly cause: unknown,
  ) {
    super();
  }
}

/** Hands the oldest waiting changes to their handlers. Returns how many are settled. */
export function relay(app: App, listeners: Listeners, backoff: number, limit = 50): number {
  try {
    return inTransaction(app, (tx) => relayIn(tx, listeners, limit));
  } catch (error) {
    if (!(error instanceof HandlerError)) throw error;
    if (limit === 1) {
      settleFailure(app, error, backoff);
      return 1;
    }
  }
  // The whole batch is undone: one by one, only the change whose handler throws is.
  let settled = 0;
  while (settled < limit && relay(app, listeners, backoff, 1) > 0) settled++;
  return settled;
}

function relayIn(tx: App, listeners: Listeners, limit: number): number {
  // A write first: two relays never read the same changes.
  execute(tx, "UPDATE bundle_changes SET status = status WHERE rowid = 0");
  const until = Date.now() + TURN;
  const batch = waiting(tx, limit);
  let count = 0;
  while (count < batch.length && (count === 0 || Date.now() < until)) {
    handle(tx, listeners, batch[count] as Captured);
    count++;
  }
  if (count > 0) {
    const ids = JSON.stringify(batch.slice(0, count).map(([rowid]) => rowid));
    execute(tx, "DELETE FROM bundle_changes WHERE rowid IN (SELECT value FROM json_each({:ids}))", {
      ids,
    });
  }
  return count;
}

/** Not those of a record with an earlier change that has failed: they wait for it. */
const waiting = (tx: App, limit: number): Captured[] =>
  rows(
    tx,
    `SELECT json_array(rowid, id, name, record, action, json(old), json(new), created, attempts) AS row
    FROM bundle_changes AS c WHERE status = 'queued' AND run_at <= {:now} AND NOT EXISTS (
      SELECT 1 FROM bundle_changes AS failed WHERE failed.collection = c.collection AND failed.record = c.record
      AND failed.attempts > 0 AND failed.status = 'queued' AND failed.rowid < c.rowid)
    ORDER BY rowid LIMIT {:limit}`,
    { now: now(), limit },
  );

function handle(tx: App, listeners: Listeners, row: Captured) {
  const [, , name, , action, , next] = row;
  const bound = listeners.get(name)?.[action] ?? [];
  // An update that was begun and not made (`UPDATE OR IGNORE`) has no new row.
  if (bound.length === 0 || (action === "update" && next === null)) return;
  const change = changeOf(row);
  for (const { extension, listener } of bound) {
    try {
      refuseAsync(listener.handler(change, new HandlerContext({ app: tx }, extension)));
    } catch (error) {
      throw new HandlerError(row, extension, error);
    }
  }
}

function changeOf([, id, collection, , action, old, next, created]: Captured): Change {
  const before = merged(old);
  const after = merged(next);
  const record = (after ?? before) as Values;
  return {
    id,
    collection,
    action,
    record,
    before: action === "update" ? before : null,
    changed:
      action === "update" && before
        ? Object.keys(record).filter((name) => !same(record[name], before[name]))
        : [],
    at: created.replace(" ", "T"),
  };
}

/** A wide row is captured in several objects. */
const merged = (row: Values | Values[] | null): Values | null =>
  Array.isArray(row) ? Object.assign({}, ...row) : row;

function settleFailure(app: App, { row, listener, cause }: HandlerError, backoff: number) {
  const [rowid, id, name, record, action, , , , before] = row;
  const attempts = before + 1;
  const isDead = attempts >= ATTEMPTS;
  const where = `${listener}: change ${id} (${name}:${action} of ${record}), attempt ${attempts} of ${ATTEMPTS}`;
  logFailure(app, isDead ? `${where}, given up,` : where, cause);
  execute(
    app,
    "UPDATE bundle_changes SET attempts = {:attempts}, status = {:status}, error = {:error}, run_at = {:runAt} WHERE rowid = {:rowid} AND id = {:id}",
    {
      rowid,
      id,
      attempts,
      status: isDead ? "dead" : "queued",
      error: stackOf(cause),
      runAt: isDead ? "" : dateText(Date.now() + retryDelay(attempts, backoff)),
    },
  );
}
