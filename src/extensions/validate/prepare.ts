// Makes the indexes that `unique` and `limit` need, as indexes of the user's own collections. They
// are not unique: a unique index would refuse what a rule lets pass (`when`, `superusers: "skip"`,
// a record that was there before the rule), in PocketBase's words, and would go on refusing when the
// bundle is gone.
import type { App, EventOf } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { warn } from "../../pocketbase/log.ts";
import type { SourceField } from "../../pocketbase/sizes.ts";
import { execute } from "../../pocketbase/sql.ts";
import { inSavepoint } from "../../pocketbase/transaction.ts";
import { poolWarnings } from "./held.ts";
import { duplicates } from "./indexes/duplicates.ts";
import { neededIndexes } from "./indexes/needed.ts";
import {
  followFields,
  type IndexedCollection,
  type MissingIndex,
  missingIndexes,
} from "./indexes/own.ts";
import { isServed } from "./indexes/served.ts";
import type { CollectionRules, ValidateOptions } from "./options.ts";

type Collection = NonNullable<ReturnType<typeof findCollection>>;

/** The indexes that the rules of a collection need and do not have. */
function missing(app: App, name: string, rules: CollectionRules): [Collection?, MissingIndex[]?] {
  if (!rules.fields && !rules.limit) return [];
  const found = findCollection(app, name);
  if (!found || found.type === "view") return [];
  const plain = plainOf(found);
  return [found, missingIndexes(neededIndexes(name, rules, plain.fields), plain)];
}

const plainOf = (collection: object): IndexedCollection => {
  const { id, name, type, fields, indexes } = collection as IndexedCollection;
  return { id, name, type, fields: [...fields] as SourceField[], indexes: [...indexes] };
};

/**
 * Writes what a save of the collection would write. The save would also drop all indexes of the
 * collection and make them again, which takes many times as long.
 */
function addIndexes(tx: App, { id, indexes }: Collection, added: MissingIndex[]): void {
  for (const { sql } of added) execute(tx, sql);
  const all = [...indexes, ...added.map(({ sql }) => sql)];
  execute(tx, "UPDATE _collections SET indexes = {:indexes} WHERE id = {:id}", {
    id,
    indexes: JSON.stringify(all),
  });
  tx.reloadCachedCollections();
}

/** Makes what is missing, in the transaction of a start that nothing has refused. */
export function makeIndexes(tx: App, options: ValidateOptions): void {
  for (const [name, rules] of Object.entries(options)) {
    if (rules.indexes === "manual") continue;
    const [collection, indexes = []] = missing(tx, name, rules);
    if (!collection || indexes.length === 0) continue;
    const begin = Date.now();
    try {
      inSavepoint(tx, () => addIndexes(tx, collection, indexes));
    } catch (error) {
      // A rule without its index is slow, and no less right.
      tx.reloadCachedCollections();
      warn(tx, `Pocketbundle: the indexes of "${name}" cannot be made: ${error}`);
      continue;
    }
    for (const one of indexes) {
      const found = one.isUnique ? duplicates(tx, name, one) : undefined;
      if (found) warn(tx, `Pocketbundle: ${found}`);
    }
    const list = indexes.map(({ sql }) => sql).join("; ");
    console.log(`Pocketbundle: made in ${Date.now() - begin} ms, for validate: ${list}`);
  }
}

export const warningsOf = (app: App, options: ValidateOptions): string[] => [
  ...indexWarnings(app, options),
  ...poolWarnings(options),
];

/** A sentence for each collection that has to do without an index. */
const indexWarnings = (app: App, options: ValidateOptions): string[] =>
  Object.entries(options).flatMap(([name, rules]) => {
    const [, indexes = []] = missing(app, name, rules);
    if (indexes.length === 0) return [];
    const paths = indexes.map(({ path }) => path).join(", ");
    const list = indexes.map(({ sql }) => sql).join("; ");
    return [
      `without an index, every write to "${name}" reads the whole collection for ${paths}. Add this to the indexes of "${name}" in the dashboard: ${list}`,
    ];
  });

type SchemaEvent = EventOf<"collectionUpdate">;

/**
 * A collection that is made or changed while the server runs gets its indexes in the same save. An
 * index that this change takes away is not made again before the next start.
 */
export function beforeSchemaSave(name: string, rules: CollectionRules, e: SchemaEvent): void {
  const { app, collection } = e;
  if (!collection || collection.name !== name || collection.type === "view") return;
  const found = collection.isNew() ? undefined : findCollection(app, collection.id);
  const before = found ? plainOf(found) : undefined;
  const changed = plainOf(collection);
  const kept = before ? followFields(changed, before) : changed.indexes;
  const needed = neededIndexes(name, rules, changed.fields).filter(
    (one) => before?.name !== name || !isServed(one, before.indexes),
  );
  const added = missingIndexes(needed, { ...changed, indexes: kept });
  const indexes = [...kept, ...added.map(({ sql }) => sql)];
  if (indexes.join() !== changed.indexes.join()) {
    (collection as unknown as IndexedCollection).indexes = indexes;
  }
}
