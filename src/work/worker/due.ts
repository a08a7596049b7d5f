import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { polled } from "../../pocketbase/polled.ts";
import { PASSED, passed } from "../changes/passed.ts";
import { ALL_PRIORITIES, type JobTypes } from "../jobs/job-types.ts";
import { PAUSED } from "../jobs/paused.ts";

export interface Due {
  /** Whether changes wait, for no failed one. */
  changes: boolean;
  /** The types that have due jobs. */
  types: string[];
}

/** Makes what looks for waiting changes and due jobs, of types that are not paused. */
export function lookForWork(
  app: App,
  types: JobTypes,
  priorities: readonly number[] = ALL_PRIORITIES,
): () => Due {
  const look = polled<[number, string[]]>(app, LOOK);
  const params = {
    types: JSON.stringify([...types.keys()]),
    priorities: JSON.stringify(priorities),
  };
  return () => {
    const [changes, due] = look({ now: now(), ...params, ...passed() }) ?? [0, []];
    return { changes: changes === 1, types: due };
  };
}

/**
 * It finds at most 100 types, because SQLite limits the parts of the claiming query. `CROSS JOIN`
 * keeps the order of the tables, so that each type needs three look-ups in the index.
 */
const LOOK = `SELECT json_array(
  EXISTS (SELECT 1 FROM bundle_captured WHERE id > ${PASSED}),
  (SELECT json_group_array(type) FROM (SELECT value AS type FROM json_each({:types}) AS types WHERE value NOT IN (${PAUSED}) AND EXISTS (
    SELECT 1 FROM json_each({:priorities}) AS priorities
    CROSS JOIN bundle_jobs AS job
    WHERE job.status = 'queued' AND job.type = types.value AND job.priority = priorities.value AND job.run_at <= {:now})
    LIMIT 100))) AS row`;
