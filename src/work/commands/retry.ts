// `pocketbase bundle retry` runs jobs again, or rows that jobs run.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { type SqlParams, value } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { queueRows, type Replays } from "../jobs/replays.ts";
import { requeueJobs } from "../jobs/transitions/requeue.ts";
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
    `${dead} stay dead: each has the key of a job that waits. Run this command again when that job has ended.`,
  );
}

function retryOne(app: App, id: string, replays: Replays) {
  const isJob =
    requeue(app, replays, "id = {:id} AND status IN ('dead', 'done', 'cancelled')", { id }) > 0;
  if (!isJob && !replayRow(app, id, replays)) {
    const others = [...replays.keys()].map((name) => `, and no row of ${name}`).join("");
    endCommand(
      `there is no dead, done or cancelled job "${id}"${others}. If it exists, it waits or runs already, or a job with its key waits.`,
    );
  }
  console.log("Pocketbundle: 1 back in the queue.");
}

/** Returns how many jobs wait again. */
function requeue(app: App, replays: Replays, which: string, params: SqlParams = {}): number {
  return inTransaction(app, (tx) => {
    const count = requeueJobs(tx, which, params);
    if (count > 0) queueRows(tx, replays);
    return count;
  });
}

/** Saves the row as the dashboard does, so that the hook on its collection makes a job. */
function replayRow(app: App, id: string, replays: Replays): boolean {
  for (const collection of replays.keys()) {
    if (!findCollection(app, collection)) continue;
    const [row] = app.findRecordsByIds(collection, [id]);
    if (!row) continue;
    if (row.getString("status") === "queued") return false;
    row.set("status", "queued");
    app.save(row);
    return true;
  }
  return false;
}
