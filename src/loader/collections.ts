import type { CollectionDefinition } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import { findCollection } from "../pocketbase/find.ts";

/**
 * Makes the collections that are missing and adds missing fields and indexes to those that are there.
 * What is there already is left as it is, so that a second start writes nothing.
 */
export function provisionCollections(app: App, definitions: CollectionDefinition[]): void {
  app.runInTransaction((tx) => {
    for (const definition of definitions) provision(tx as App, definition);
  });
}

function provision(app: App, definition: CollectionDefinition) {
  const existing = findCollection(app, definition.name);
  if (!existing) return app.save(new Collection({ type: "base", ...definition } as object));
  const fields = (definition.fields ?? []).filter(({ name }) => !existing.fields.getByName(name));
  const indexes = (definition.indexes ?? []).filter((sql) => !hasIndex(existing.indexes, sql));
  if (fields.length === 0 && indexes.length === 0) return;
  for (const field of fields) existing.fields.addMarshaledJSON(JSON.stringify(field));
  for (const sql of indexes) existing.indexes.push(sql);
  app.save(existing);
}

/** PocketBase rewrites an index's text when it saves it; the name stays. */
function hasIndex(existing: string[], sql: string): boolean {
  const name = indexName(sql);
  return existing.some((other) => indexName(other) === name);
}
const indexName = (sql: string) => sql.match(/index\s+(?:if\s+not\s+exists\s+)?[`"[]?(\w+)/i)?.[1];
