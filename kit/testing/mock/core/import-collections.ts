import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import type { App } from "./app.ts";
import { Collection } from "./collection.ts";

/** core/collection_import.go: existing collections are kept and extended. */
export function importCollections(app: App, list: readonly Values[], deleteMissing: boolean): void {
  if (deleteMissing) throw app.core.failures.notMocked("$app.importCollections with deleteMissing");
  if (list.length === 0) throw new GoError("no collections to import");
  const imported = list.map((data) => merged(app, data));
  app.runInTransaction((tx) => {
    for (const collection of imported) tx.saveNoValidate(collection);
    for (const collection of imported) tx.validate(collection);
  });
}

function merged(app: App, data: Values): Collection {
  const existing = app.findCachedCollection(String(data.id || data.name));
  if (!existing) return new Collection(data);
  const collection = existing.copy().load(data);
  for (const field of existing.fields.items) {
    if (collection.fields.getById(field.id)) continue;
    const same = collection.fields.getByName(field.name);
    if (same?.type() === field.type()) same.id = field.id;
    collection.fields.add(field);
  }
  return collection;
}
