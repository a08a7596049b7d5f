// Puts a job, or the job of a row, back into the queue.
import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, type SqlParams, value } from "../../pocketbase/sql.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import { DEFAULT_ATTEMPTS, PRIORITIES, ROW } from "../jobs/job-types.ts";
import { queueRows, type Replays } from "../jobs/replays.ts";
import { forgetDead } from "../jobs/transitions/forget.ts";
import { insertJob } from "../jobs/transitions/insert.ts";
import { requeueJobs } from "../jobs/transitions/requeue.ts";
import { rescheduleJobs } from "../jobs/transitions/reschedule.ts";

/** Returns how many jobs wait again. */
export const requeue = (app: App, replays: Replays, which: string, params: SqlParams): number =>
  inTransaction(app, (tx) => {
    const ids = requeueJobs(tx, which, params);
    if (ids.length > 0) queueRows(tx, replays, ids);
    return ids.length;
  });

/** A job that waits for its next attempt, or the one of a row, need not wait any longer. */
export const hasten = (app: App, id: string, replays: Replays): number =>
  rescheduleJobs(
    app,
    `(id = {:id} OR (type IN (SELECT value FROM json_each({:types})) AND ${ROW} = {:id}))`,
    { id, types: JSON.stringify([...replays.values()]) },
    "",
  );

/** Queues the row that has this id. Returns `false` for none, and for a row that is queued. */
export const replayRow = (app: App, id: string, replays: Replays): boolean =>
  inTransaction(app, (tx) => {
    // SQLite refuses to write after a read when another process has written in between.
    takeWriteLock(tx);
    return [...replays].some((replay) => requeueRow(tx, id, ...replay));
  });

/** Does by SQL what an edit in the dashboard does by hooks, which need the config. */
function requeueRow(tx: App, id: string, collection: string, type: string): boolean {
  const fields = findCollection(tx, collection)?.fields;
  if (!fields) return false;
  const error = fields.getByName("error") ? ", error = ''" : "";
  const sql = `UPDATE {{${collection}}} SET status = 'queued'${error} WHERE id = {:id} AND status != 'queued'`;
  if (execute(tx, sql, { id }) === 0) return false;
  const attempts = value<number>(tx, ATTEMPTS, { type }) ?? DEFAULT_ATTEMPTS;
  forgetDead(tx, type, id);
  insertJob(tx, {
    id: newId(),
    type,
    key: "",
    payload: JSON.stringify({ id }),
    priority: PRIORITIES.normal,
    max_attempts: attempts,
    run_at: "",
    attempts: 0,
    error: "",
  });
  return true;
}

/** The config has how often a type is tried; a new job of the type has it too. */
const ATTEMPTS = `SELECT max_attempts AS row FROM
  (SELECT type, max_attempts FROM bundle_jobs ORDER BY rowid DESC LIMIT 1000) WHERE type = {:type} LIMIT 1`;
