// Finds the new row of a change. A trigger does not write it, because that would be most of the
// cost of capturing. The new row is the old row of the record's next change or, without one, the
// row in the table. So the new rows of waiting changes are kept before the capturing of a
// collection ends or its columns change.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import {
  databaseSchemaVersion,
  execute,
  rows,
  type SqlParams,
  value,
} from "../../pocketbase/sql.ts";
import { type Captured, sourceOf } from "./change.ts";
import { type CapturedCollection, type Row, rowOf } from "./row-json.ts";

/** The alias of a waiting change in SQL, which no collection can have as its name. */
const CHANGE = '"bundle.change"';
const COLLECTION = `${CHANGE}.source ->> 'collection'`;
const IS_UNREAD = `${CHANGE}.source ->> 'action' != 'delete' AND (${CHANGE}.new IS NULL OR ${CHANGE}.new LIKE '=%')`;
const ID = `COALESCE(substr(${CHANGE}.new, 2), ${CHANGE}.record)`;

const NEXT_OLD_ROW = `(SELECT later.old FROM bundle_captured AS later
  WHERE later.old IS NOT NULL AND later.record = ${ID} AND later.id > ${CHANGE}.id AND later.source ->> 'collection' = ${COLLECTION}
  ORDER BY later.id LIMIT 1)`;

/** The oldest changes that `condition` finds. It gets the alias of a change, and `params`. */
export function capturedWhere(
  tx: App,
  condition: (change: string) => string,
  limit: number,
  params: SqlParams,
): Captured[] {
  // One text has all changes, so that it is read from Go once and parsed once.
  const found =
    value<Captured[]>(
      tx,
      `SELECT '[' || COALESCE(group_concat(change), '') || ']' AS row FROM (
        SELECT json_array(id, source, CAST(record AS TEXT), json(old), json(iif(${IS_UNREAD}, ${NEXT_OLD_ROW}, new)), created) AS change
        FROM bundle_captured AS ${CHANGE} WHERE ${condition(CHANGE)} ORDER BY id LIMIT {:limit})`,
      { limit, ...params },
    ) ?? [];
  const unread = found.filter((one) => one[4] === null && sourceOf(one).action !== "delete");
  for (const id of new Set(unread.map((one) => sourceOf(one).collection))) {
    readRows(
      tx,
      id,
      unread.filter((one) => sourceOf(one).collection === id),
    );
  }
  return found;
}

/** Fills in the rows of the table, before the transaction writes anything. */
function readRows(tx: App, collectionId: string, changes: Captured[]) {
  const row = knownRow(tx, collectionId);
  if (row === undefined) return;
  const read = value<Record<string, Row | null>>(
    tx,
    `SELECT json_group_object(id, json(${row})) AS row FROM bundle_captured AS ${CHANGE}
    WHERE id IN (SELECT value FROM json_each({:ids}))`,
    { ids: JSON.stringify(changes.map(([id]) => id)) },
  );
  for (const change of changes) change[4] = read?.[change[0]] ?? null;
}

/** SQL that reads the record's row in the table. */
function rowThatIsThere(tx: App, collectionId: string): string | undefined {
  const collection = findCollection(tx, collectionId) as unknown as CapturedCollection | undefined;
  return collection && rowOf(collection, `id = ${ID}`);
}

/** The SQL is kept, because reading a collection's fields takes as long as relaying ten changes. */
function knownRow(tx: App, collectionId: string): string | undefined {
  const version = databaseSchemaVersion(tx);
  let known = knownRows.get(collectionId);
  if (known?.version !== version) {
    known = { version, row: rowThatIsThere(tx, collectionId) };
    knownRows.set(collectionId, known);
  }
  return known?.row;
}
const knownRows = new Map<string, { version: number | undefined; row: string | undefined }>();

/** Writes the new rows of all waiting changes, or of one collection, while they can be read. */
export function keepNewRows(tx: App, collectionId?: string): void {
  const ids = collectionId === undefined ? rows<string>(tx, WAITING) : [collectionId];
  for (const id of ids) {
    const row = rowThatIsThere(tx, id);
    if (row === undefined) continue;
    execute(
      tx,
      `UPDATE bundle_captured AS ${CHANGE} SET new = COALESCE(${NEXT_OLD_ROW}, ${row})
      WHERE ${IS_UNREAD} AND ${COLLECTION} = {:id}`,
      { id },
    );
  }
}

const WAITING = `SELECT DISTINCT json_quote(${COLLECTION}) AS row FROM bundle_captured AS ${CHANGE} WHERE ${IS_UNREAD}`;
