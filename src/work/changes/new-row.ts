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
import { indexIfMany, laterRows } from "./later-rows.ts";
import { type CapturedCollection, type Row, rowOf } from "./row-json.ts";

/** The alias of a waiting change in SQL, which no collection can have as its name. */
const CHANGE = '"bundle.change"';
const COLLECTION = `${CHANGE}.source ->> 'collection'`;
const IS_UNREAD = `${CHANGE}.source ->> 'action' != 'delete' AND (${CHANGE}.new IS NULL OR ${CHANGE}.new LIKE '=%')`;
const ID = `COALESCE(substr(${CHANGE}.new, 2), ${CHANGE}.record)`;

const NEXT_OLD_ROW = `(SELECT later.old FROM bundle_captured AS later
  WHERE later.old IS NOT NULL AND later.record = ${ID} AND later.id > ${CHANGE}.id AND later.source ->> 'collection' = ${COLLECTION}
  ORDER BY later.id LIMIT 1)`;

/** The record's id after the change. */
const idOf = (change: Captured) => change[6] ?? change[2];
const isUnread = (one: Captured) => one[4] === null && sourceOf(one).action !== "delete";

/** The oldest changes that `condition` finds. It gets the alias of a change, and `params`. */
export function capturedWhere(
  tx: App,
  condition: (change: string) => string,
  limit: number,
  params: SqlParams,
): Captured[] {
  // One text has all changes, so that it is read from Go once and parsed once.
  const [found, newest] = value<[Captured[], number]>(
    tx,
    `SELECT '[[' || COALESCE(group_concat(change), '') || '],' || (SELECT COALESCE(max(id), 0) FROM bundle_captured) || ']' AS row FROM (
      SELECT json_array(id, source, CAST(record AS TEXT), json(old), json(iif(${IS_UNREAD}, null, new)), created, iif(new LIKE '=%', substr(new, 2), null)) AS change
      FROM bundle_captured AS ${CHANGE} WHERE ${condition(CHANGE)} ORDER BY id LIMIT {:limit})`,
    { limit, ...params },
  ) ?? [[], 0];
  if (found[0]) fillIn(tx, found, newest - found[0][0] + 1);
  return found;
}

/** Fills in the new rows of changes. `count` is how many wait at most, from the first of them. */
function fillIn(tx: App, changes: Captured[], count: number) {
  fromNext(changes);
  let unread = changes.filter(isUnread);
  if (unread.length > 0 && count > changes.length) {
    const later = laterRows(tx, unread, idOf, count);
    for (const change of unread) change[4] = later[change[0]] ?? null;
    unread = unread.filter(isUnread);
  }
  for (const id of new Set(unread.map((one) => sourceOf(one).collection))) {
    readRows(
      tx,
      id,
      unread.filter((one) => sourceOf(one).collection === id),
    );
  }
}

/** The next change of a record is often among the same changes. */
function fromNext(changes: Captured[]) {
  const next = new Map<string, Row>();
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes[i] as Captured;
    const { collection } = sourceOf(change);
    if (isUnread(change)) change[4] = next.get(`${collection}/${idOf(change)}`) ?? null;
    if (change[3]) next.set(`${collection}/${change[2]}`, change[3]);
  }
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
  indexIfMany(tx);
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
