import type { Context } from "../../contract/context.ts";
import type { JobContext } from "../../contract/jobs.ts";
import { refuseAsync } from "../../lib/async.ts";
import { now } from "../../lib/time.ts";
import { execute } from "../../pocketbase/sql.ts";
import { isoOf, orderOf } from "./moment.ts";
import type { EventContext } from "./options.ts";
import type { EventRow } from "./row.ts";

export interface EventJobContext extends EventContext {
  /** A text that orders events. */
  readonly order: string;
  /**
   * Notes this event as the newest for the key. Returns `false` when a newer one is noted, or when
   * this job has already done so.
   */
  letThrough(tx: Context, key: string): boolean;
}

/**
 * Makes a handler's context: the job's context, the event, and a way to let each effect through
 * once.
 */
export function eventContext(job: JobContext, row: EventRow, text: string): EventJobContext {
  const used = new Set<string>();
  const { source, event: id, type, at, test } = row;
  const order = orderOf(row);
  const letThrough = (tx: Context, key: string): boolean =>
    execute(tx.app, MARK, { key, at: order, job: job.job.id, now: now() }) > 0;
  const latest = (key: string, run: (tx: Context) => void): boolean => {
    // A second attempt could not know which of the two was let through.
    if (used.has(key)) throw new Error(`This handler has used the key "${key}" before.`);
    used.add(key);
    return job.transaction((tx) => {
      const isLet = letThrough(tx, `${source} ${key}`);
      if (isLet) refuseAsync<unknown>(run(tx));
      return isLet;
    });
  };
  return Object.assign(Object.create(job) as JobContext, {
    event: { source, id, type, at: isoOf(at), test: test !== 0, key: `${source}/${id}` },
    text,
    order,
    once: (run: (tx: Context) => void) => latest(`once ${row.id}`, run),
    latest,
    letThrough,
  });
}

const MARK = `INSERT INTO bundle_latest (key, at, job, updated) VALUES ({:key}, {:at}, {:job}, {:now})
  ON CONFLICT (key) DO UPDATE SET at = excluded.at, job = excluded.job, updated = excluded.updated
  WHERE excluded.at >= bundle_latest.at AND excluded.job != bundle_latest.job`;
