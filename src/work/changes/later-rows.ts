// Finds the old rows of later changes of the same record. An index would cost every write of a
// listened collection a third of its capture, so there is one only while very many changes wait.

import type { App } from "../../contract/pocketbase.ts";
import { type Db, execute, rows, value } from "../../pocketbase/sql.ts";
import { type Captured, sourceOf } from "./change.ts";
import type { Row } from "./row-json.ts";

/** A scan of so many changes takes less than a millisecond. */
const MANY = 2000;
const INDEX = "bundle_captured_old";

/** Makes the index if many changes wait. Returns whether they do. */
export function indexIfMany(tx: App, waiting = value<number>(tx, WAITING) ?? 0): boolean {
  const areMany = waiting > MANY;
  if (areMany)
    execute(
      tx,
      `CREATE INDEX IF NOT EXISTS ${INDEX} ON bundle_captured (record) WHERE old IS NOT NULL`,
    );
  return areMany;
}
const WAITING = "SELECT COALESCE(max(id) - min(id), 0) AS row FROM bundle_captured";

/** Drops the index when no change waits. */
export function dropIdleIndex(app: Db): void {
  const sql = `SELECT 1 AS row FROM sqlite_master WHERE name = '${INDEX}' AND NOT EXISTS (SELECT 1 FROM bundle_captured)`;
  if (rows(app, sql).length > 0) execute(app, `DROP INDEX IF EXISTS ${INDEX}`);
}

/** The record's next change has its old row, and a change of its id is the last with the old id. */
const IS_LATER =
  "later.old IS NOT NULL AND later.record = asked.record AND later.id > asked.id AND later.source ->> 'collection' = asked.collection";
/** The first finds one row by the index. The second reads all changes once, without an index. */
const FIRST_LATER = {
  indexed: `SELECT asked.id, (SELECT later.id FROM bundle_captured AS later WHERE ${IS_LATER} ORDER BY later.id LIMIT 1) AS later FROM asked`,
  scanned: `SELECT asked.id, min(later.id) AS later FROM (
    SELECT id, record, source, 1 AS old FROM bundle_captured WHERE old IS NOT NULL AND id > (SELECT min(id) FROM asked) AND record IN (SELECT record FROM asked)
  ) AS later CROSS JOIN asked ON ${IS_LATER} GROUP BY asked.id`,
};

/**
 * The old rows of the next changes, by the ids of `changes`. `idOf` is the record's id after a
 * change, and `count` is how many changes wait at most.
 */
export function laterRows(
  tx: App,
  changes: Captured[],
  idOf: (change: Captured) => string,
  count: number,
): Record<string, Row> {
  const way = indexIfMany(tx, count) ? "indexed" : "scanned";
  const found = value<Record<string, Row>>(
    tx,
    `WITH asked AS MATERIALIZED (SELECT value ->> 0 AS id, value ->> 1 AS record, value ->> 2 AS collection FROM json_each({:asked}))
    SELECT json_group_object(first.id, json(change.old)) AS row FROM (${FIRST_LATER[way]}) AS first
    JOIN bundle_captured AS change ON change.id = first.later`,
    {
      asked: JSON.stringify(changes.map((one) => [one[0], idOf(one), sourceOf(one).collection])),
    },
  );
  return found ?? {};
}
