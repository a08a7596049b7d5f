import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { value } from "../../pocketbase/sql.ts";
import { PASSED, passed } from "../changes/passed.ts";
import { ALL_PRIORITIES, type JobTypes } from "../jobs/job-types.ts";
import { PAUSED } from "../jobs/paused.ts";

export interface Due {
  /** Whether changes wait, for no failed one. */
  changes: boolean;
  /** The types that have due jobs. */
  types: string[];
}

/** Looks for waiting changes and due jobs of these priorities, of types that are not paused. */
export function lookForWork(app: App, types: JobTypes, priorities = ALL_PRIORITIES): Due {
  const [changes, due] = value<[number, string[]]>(app, LOOK, {
    priorities: JSON.stringify(priorities),
    now: now(),
    types: JSON.stringify([...types.keys()]),
    ...passed(),
  }) ?? [0, []];
  return { changes: changes === 1, types: due };
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
