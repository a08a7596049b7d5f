// The new row of a change, which its trigger does not write: to make it would cost the writer most of what capturing does.
// It is the old row of the record's next change or, where there is none, the row that is there. So whatever ends
// the capturing of a collection, or changes its columns, first keeps the new rows of what waits.
import { find } from "../kernel/collections.ts";
import type { App } from "../kernel/contract.ts";
import { execute, rows } from "../kernel/sql.ts";
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

/** Raw SQL may have made the id a BLOB. */
const rowThatIsThere = (collection: CapturedCollection) =>
  rowOf(collection, `id IN (${ID}, CAST(${ID} AS BLOB))`);

/** The changes that `condition` finds, oldest first; of `CHANGE`. */
export function capturedWhere(
  tx: App,
  condition: (change: string) => string,
  limit: number,
): Captured[] {
  const found: Captured[] = rows(
    tx,
    `SELECT json_array(id, source, record, json(old), json(iif(${IS_UNREAD}, ${NEXT_OLD_ROW}, new)), created) AS row
    FROM bundle_captured AS ${CHANGE} WHERE ${condition(CHANGE)} ORDER BY id LIMIT {:limit}`,
    { limit },
  );
  const unread = found.filter((one) => one[4] === null && sourceOf(one).action !== "delete");
  for (const id of new Set(unread.map((one) => sourceOf(one).collection))) {
    const collection = find(tx, id) as unknown as CapturedCollection | undefined;
    if (collection) readRows(tx, collection, unread);
  }
  return found;
}

function readRows(tx: App, collection: CapturedCollection, unread: Captured[]) {
  const own = unread.filter((one) => sourceOf(one).collection === collection.id);
  const read = new Map(
    rows<[number, Row | null]>(
      tx,
      `SELECT json_array(id, json(${rowThatIsThere(collection)})) AS row
      FROM bundle_captured AS ${CHANGE} WHERE id IN (SELECT value FROM json_each({:ids}))`,
      { ids: JSON.stringify(own.map(([id]) => id)) },
    ),
  );
  for (const one of own) one[4] = read.get(one[0]) ?? null;
}

/** Writes the new rows of all that waits, or of one collection, while they can be read. */
export function keepNewRows(tx: App, collectionId?: string): void {
  const ids =
    collectionId === undefined
      ? rows<string>(
          tx,
          `SELECT DISTINCT json_quote(${COLLECTION}) AS row FROM bundle_captured AS ${CHANGE} WHERE ${IS_UNREAD}`,
        )
      : [collectionId];
  for (const id of ids) {
    const collection = find(tx, id) as unknown as CapturedCollection | undefined;
    if (!collection) continue;
    execute(
      tx,
      `UPDATE bundle_captured AS ${CHANGE} SET new = COALESCE(${NEXT_OLD_ROW}, ${rowThatIsThere(collection)})
      WHERE ${IS_UNREAD} AND ${COLLECTION} = {:id}`,
      { id },
    );
  }
}
