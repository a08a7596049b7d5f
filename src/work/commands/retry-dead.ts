// `pocketbase bundle retry --dead`, in small steps: one long transaction would stop every write.
import type { App } from "../../contract/pocketbase.ts";
import { value } from "../../pocketbase/sql.ts";
import type { Replays } from "../jobs/replays.ts";
import { requeue } from "./retry-one.ts";

/** Jobs in one transaction. */
const PAGE = 1000;
/** Milliseconds. A writer that SQLite lets wait looks for the lock at least this often. */
const PAUSE = 100;
/** A line tells the progress after so many pages. */
const LINES = 10;

/**
 * All are found before any waits again: what dies after this command has begun has a newer error,
 * which nobody has seen yet.
 */
const DEAD = "SELECT json_group_array(rowid) AS row FROM bundle_jobs WHERE status = 'dead'";
const WHICH = "rowid IN (SELECT value FROM json_each({:page})) AND status = 'dead'";

/**
 * Returns how many jobs wait again. Each page is a transaction of its own: after an interruption,
 * the same command goes on with the rest.
 */
export function retryDead(app: App, replays: Replays, say: (text: string) => void): number {
  const dead = (value<number[]>(app, DEAD) ?? []).sort((a, b) => a - b);
  let count = 0;
  for (let at = 0; at < dead.length; at += PAGE) {
    if (at > 0) sleep(PAUSE);
    count += requeue(app, replays, WHICH, { page: JSON.stringify(dead.slice(at, at + PAGE)) });
    if ((at / PAGE) % LINES === LINES - 1) say(`${count} so far.`);
  }
  return count;
}
