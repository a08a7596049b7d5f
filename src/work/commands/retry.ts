// `pocketbase bundle retry` runs jobs again, or rows that jobs run.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, type SqlParams, value } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { DEFAULT_ATTEMPTS, PRIORITIES } from "../jobs/job-types.ts";
import { queueRows, type Replays } from "../jobs/replays.ts";
import { forgetDead, ROW } from "../jobs/transitions/forget.ts";
import { insertJob } from "../jobs/transitions/insert.ts";
import { requeueJobs } from "../jobs/transitions/requeue.ts";
import { rescheduleJobs } from "../jobs/transitions/reschedule.ts";
import { readArgs } from "./args.ts";
import { endCommand, needStorage } from "./end.ts";

export function retry(app: App, args: string[], replays: Replays) {
  needStorage(app);
  const { words, flags } = readArgs(app, args, { dead: false }, 1);
  const [id = ""] = words;
  if (flags.dead !== undefined && id === "") retryDead(app, replays);
  else if (flags.dead === undefined && /^\w+$/.test(id)) retryOne(app, id, replays);
  else {
    endCommand(
      "say what to run again: `pocketbase bundle retry <id>`, or `pocketbase bundle retry --dead` for all that is dead.",
    );
  }
}

function retryDead(app: App, replays: Replays) {
  console.log(`Pocketbundle: ${requeue(app, replays, "status = 'dead'")} back in the queue.`);
  const dead = value<number>(app, "SELECT count(*) AS row FROM bundle_jobs WHERE status = 'dead'");
  if (!dead) return;
  console.log(
    `${dead} stay dead: each has the key of a job that waits or runs. Run this command again when that job has ended.`,
  );
}

function retryOne(app: App, id: string, replays: Replays) {
  const isJob =
    requeue(app, replays, "id = {:id} AND status IN ('dead', 'done', 'cancelled')", { id }) > 0;
  if (isJob || replayRow(app, id, replays)) {
    console.log("Pocketbundle: 1 back in the queue.");
  } else if (hasten(app, id, replays) > 0) {
    console.log("Pocketbundle: it waited for a later time, and runs now.");
  } else {
    const others = [...replays.keys()]
      .filter((name) => app.hasTable(name))
      .map((name) => `, and no row of ${name}`)
      .join("");
    endCommand(
      `there is no dead, done, cancelled or waiting job "${id}"${others}. If it exists, it runs already, or another job with its key waits or runs: run this command again when that one has ended.`,
    );
  }
}

/** A job that waits for its next attempt, or the one of a row, need not wait any longer. */
const hasten = (app: App, id: string, replays: Replays): number =>
  rescheduleJobs(
    app,
    `(id = {:id} OR (type IN (SELECT value FROM json_each({:types})) AND ${ROW} = {:id}))`,
    { id, types: JSON.stringify([...replays.values()]) },
    "",
  );

/** Returns how many jobs wait again. */
function requeue(app: App, replays: Replays, which: string, params: SqlParams = {}): number {
  return inTransaction(app, (tx) => {
    const count = requeueJobs(tx, which, params);
    if (count > 0) queueRows(tx, replays);
    return count;
  });
}

/** Queues the row that has this id. Returns `false` for none, and for a row that is queued. */
const replayRow = (app: App, id: string, replays: Replays): boolean =>
  inTransaction(app, (tx) => [...replays].some((replay) => requeueRow(tx, id, ...replay)));

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

/** The config has how often a type is tried; the newest job of the type has it too. */
const ATTEMPTS =
  "SELECT max_attempts AS row FROM bundle_jobs WHERE type = {:type} ORDER BY rowid DESC LIMIT 1";
