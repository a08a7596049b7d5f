// The indexes that the bundle makes. They are the collection's own, and their names tell where they
// come from.
import { createIndex, OWN_INDEX, ownIndexOf, parseIndex } from "../../../lib/create-index.ts";
import type { SourceField } from "../../../pocketbase/sizes.ts";
import type { NeededIndex } from "./needed.ts";
import { isServed } from "./served.ts";

export interface IndexedCollection {
  id: string;
  name: string;
  type: string;
  fields: SourceField[];
  indexes: string[];
}

export interface MissingIndex extends NeededIndex {
  sql: string;
}

/** What is missing for the rules, each with its `CREATE INDEX`. */
export function missingIndexes(needed: NeededIndex[], collection: IndexedCollection) {
  const indexes = [...collection.indexes];
  const missing: MissingIndex[] = [];
  for (const one of needed) {
    if (isServed(one, indexes)) continue;
    const sql = ownIndex(one, collection, indexes);
    indexes.push(sql);
    missing.push({ ...one, sql });
  }
  return missing;
}

/**
 * The name has the collection's id, because the name of an index must be unique in the database. It
 * is longer when the collection has another index of that name.
 */
function ownIndex(
  { columns, more }: Pick<NeededIndex, "columns" | "more">,
  { id, name }: IndexedCollection,
  indexes: string[],
): string {
  const all = [...columns, ...more];
  const parts = all.map(({ name, collation }) =>
    collation === "binary" ? name : `${name}_${collation}`,
  );
  const taken = indexes.map((sql) => parseIndex(sql)?.name.toLowerCase());
  let free = `${OWN_INDEX}${parts.join("_")}_${id}`;
  while (taken.includes(free.toLowerCase())) free += "_";
  return createIndex(free, name, all);
}

/**
 * The indexes of a collection after its fields were renamed or deleted. PocketBase refuses such a
 * change by its API while an index names the old field. Without the bundle, there would be no such
 * index.
 */
export function followFields(changed: IndexedCollection, before: IndexedCollection): string[] {
  const byId = new Map(changed.fields.map(({ id, name }) => [id, name]));
  const names = new Map(changed.fields.map(({ name }) => [name.toLowerCase(), name]));
  const renamed = new Map(before.fields.map(({ id, name }) => [name.toLowerCase(), byId.get(id)]));
  return changed.indexes.flatMap((sql, at) => {
    const index = ownIndexOf(sql);
    if (!index || index.columns.every(({ name }) => names.has(name))) return [sql];
    const columns = index.columns.flatMap(({ name, collation }) => {
      const now = names.get(name) ?? renamed.get(name);
      return now === undefined ? [] : [{ name: now, collation }];
    });
    if (columns.length < index.columns.length) return [];
    return [ownIndex({ columns, more: [] }, changed, changed.indexes.toSpliced(at, 1))];
  });
}
