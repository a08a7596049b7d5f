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
const PAGES = 10;

/** What dies after this command has begun has a newer error, which nobody has seen yet. */
const LAST = "SELECT COALESCE(max(rowid), 0) AS row FROM bundle_jobs";
/** Rows are found outside of the transaction, in one pass of the table for all pages. */
const NEXT = `SELECT json_array(min(rowid), max(rowid)) AS row FROM (SELECT rowid FROM bundle_jobs
  WHERE status = 'dead' AND rowid > {:after} AND rowid <= {:last} ORDER BY rowid LIMIT ${PAGE})`;

/**
 * Returns how many jobs wait again. Each page is a transaction of its own: after an interruption,
 * the same command goes on with the rest.
 */
export function retryDead(app: App, replays: Replays, say: (text: string) => void): number {
  const last = value<number>(app, LAST) ?? 0;
  let count = 0;
  let after = 0;
  for (let page = 1; ; page++) {
    const [first, end] = value<[number | null, number]>(app, NEXT, { after, last }) ?? [null, 0];
    if (first === null) return count;
    if (page > 1) sleep(PAUSE);
    count += requeue(app, replays, "rowid BETWEEN {:first} AND {:end} AND status = 'dead'", {
      first,
      end,
    });
    after = end;
    if (page % PAGES === 0) say(`${count} so far.`);
  }
}
