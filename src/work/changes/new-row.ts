// The new row of a change, which its trigger does not write: to make it would cost the writer most of what capturing does.
// It is the old row of the record's next change or, where there is none, the row that is there. So whatever ends
// the capturing of a collection, or changes its columns, first keeps the new rows of what waits.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { databaseSchemaVersion, execute, rows, value } from "../../pocketbase/sql.ts";
import { type Captured, sourceOf } from "./change.ts";
import { type CapturedCollection, type Row, rowOf } from "./row.ts";

/** As SQL, of a waiting change; a name that no collection can have. */
const CHANGE = '"bundle.change"';
const COLLECTION = `${CHANGE}.source ->> 'collection'`;
const IS_UNREAD = `${CHANGE}.source ->> 'action' != 'delete' AND (${CHANGE}.new IS NULL OR ${CHANGE}.new LIKE '=%')`;
const ID = `COALESCE(substr(${CHANGE}.new, 2), ${CHANGE}.record)`;

const NEXT_OLD_ROW = `(SELECT later.old FROM bundle_captured AS later
  WHERE later.old IS NOT NULL AND later.record = ${ID} AND later.id > ${CHANGE}.id AND later.source ->> 'collection' = ${COLLECTION}
  ORDER BY later.id LIMIT 1)`;

/** The oldest changes that `condition` finds; it is given their name in SQL. */
export function capturedWhere(
  tx: App,
  condition: (change: string) => string,
  limit: number,
): Captured[] {
  // All in one text: it is read from Go once, and parsed once.
  const found =
    value<Captured[]>(
      tx,
      `SELECT '[' || COALESCE(group_concat(change), '') || ']' AS row FROM (
        SELECT json_array(id, source, CAST(record AS TEXT), json(old), json(iif(${IS_UNREAD}, ${NEXT_OLD_ROW}, new)), created) AS change
        FROM bundle_captured AS ${CHANGE} WHERE ${condition(CHANGE)} ORDER BY id LIMIT {:limit})`,
      { limit },
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

/** Fills in the rows that are there, before anything is written in the transaction. */
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

/** As SQL. */
function rowThatIsThere(tx: App, collectionId: string): string | undefined {
  const collection = findCollection(tx, collectionId) as unknown as CapturedCollection | undefined;
  return collection && rowOf(collection, `id = ${ID}`);
}

/** Reading a collection's fields takes a VM as long as relaying ten changes. */
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

/** Writes the new rows of all that waits, or of one collection, while they can be read. */
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
