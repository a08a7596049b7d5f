// Changes of a record wait while an earlier one has failed. There may be very many of them, so the
// process remembers up to where all changes wait, and reads only what comes after.
import type { App } from "../../contract/pocketbase.ts";
import { type SqlParams, value } from "../../pocketbase/sql.ts";
import { RETRY_CHANGE, withKey } from "../jobs/job-types.ts";
import { get, set } from "../store.ts";

/**
 * All changes with an id up to `upTo` wait. It holds as long as `sum` is the same: no failed change
 * with a rowid up to `newest` has ended. `upTo` is a change that waits, so that no later change gets
 * a smaller id.
 */
interface Passed {
  upTo: number;
  newest: number;
  sum: string;
  /** In milliseconds since 1970. */
  at: number;
}

/** Then all are read again, in case somebody has written to the tables with raw SQL. */
const KNOWN_FOR = 60_000;

const FAILED = (["queued", "running"] as const)
  .map(
    (status) =>
      `SELECT rowid AS place FROM bundle_jobs WHERE type = '${RETRY_CHANGE}' AND ${withKey(status)}`,
  )
  .join(" UNION ALL ");
const SUM = "count(*) || ' ' || COALESCE(sum(place), 0)";

/** SQL for the id after which changes may not wait. It needs the parameters of `passed`. */
export const PASSED = `iif({:sum} = (SELECT ${SUM} FROM (${FAILED}) WHERE place <= {:newest}), {:upTo}, 0)`;

const read = (): Passed => JSON.parse(get("passed") || '{"upTo":0,"newest":0,"sum":"","at":0}');

export function passed(): SqlParams {
  const { at, ...params } = read();
  const age = Date.now() - at;
  return age >= 0 && age < KNOWN_FOR ? params : { ...params, upTo: 0 };
}

/** Remembers that all changes wait that are older than `first`, or all of them. */
export function pass(tx: App, first = Number.MAX_SAFE_INTEGER): void {
  const [upTo, newest, sum] = value<[number, number, string]>(tx, READ, { first }) ?? [0, 0, ""];
  if (newest === 0) return;
  // Without a place that is known, all changes have been read.
  const at = passed().upTo === 0 ? Date.now() : read().at;
  set("passed", JSON.stringify({ upTo, newest, sum, at } satisfies Passed));
}

const READ = `SELECT json_array((SELECT COALESCE(max(id), 0) FROM bundle_captured WHERE id < {:first}),
  COALESCE(max(place), 0), ${SUM}) AS row FROM (${FAILED})`;
