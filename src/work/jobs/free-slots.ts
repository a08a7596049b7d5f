import type { App } from "../../contract/pocketbase.ts";
import { rows } from "../../pocketbase/sql.ts";
import type { JobTypes } from "./job-types.ts";

/** How many jobs a worker may claim of each of these types. */
export function freeSlots(
  app: App,
  types: JobTypes,
  wanted: string[],
  usual: (type: string) => number,
): Map<string, number> {
  const limited = wanted.filter((type) => types.get(type)?.concurrency);
  const running = runningOf(app, limited);
  const free = new Map<string, number>();
  for (const type of wanted) {
    const { concurrency } = types.get(type) ?? {};
    // A worker runs jobs one after the other, so it takes one of a limited type at a time.
    const count = concurrency ? Math.min(1, concurrency - (running.get(type) ?? 0)) : usual(type);
    if (count > 0) free.set(type, count);
  }
  return free;
}

function runningOf(app: App, types: string[]): Map<string, number> {
  if (types.length === 0) return new Map();
  return new Map(
    rows<[string, number]>(
      app,
      `SELECT json_array(type, count(*)) AS row FROM bundle_jobs
      WHERE status = 'running' AND type IN (SELECT value FROM json_each({:types})) GROUP BY type`,
      { types: JSON.stringify(types) },
    ),
  );
}
