// The statements behind core/db.go, on the mock's tables.
import type { App } from "./app.ts";
import { Collection } from "./collection.ts";
import { uniqueIndex } from "./database.ts";
import { GoError } from "./errors.ts";
import type { Model } from "./events.ts";
import type { Record, Values } from "./record.ts";

export function insertModel(app: App, model: Model): void {
  app.beforeWrite();
  if (model instanceof Collection) {
    writeCollection(app, model);
    return;
  }
  if (app.core.database.row(app.inside, model.collection(), model.id)) {
    throw new GoError(
      `constraint failed: UNIQUE constraint failed: ${model.tableName()}.id (1555)`,
    );
  }
  app.core.database.put(app.inside, model.collection(), exportRow(model));
}

export function updateModel(app: App, model: Model): void {
  app.beforeWrite();
  if (model instanceof Collection) {
    writeCollection(app, model);
    return;
  }
  if (model.id !== model.lastSavedPK()) throw new GoError("primary key change is not allowed");
  // As SQL's UPDATE: a row that is gone stays gone.
  if (!app.core.database.row(app.inside, model.collection(), model.id)) return;
  app.core.database.put(app.inside, model.collection(), exportRow(model));
}

export function deleteModel(app: App, model: Model): void {
  app.beforeWrite();
  const { database } = app.core;
  if (model instanceof Collection) database.removeCollection(app.inside, model);
  else database.remove(app.inside, model.collection(), String(model.lastSavedPK()));
}

function writeCollection(app: App, collection: Collection): void {
  for (const sql of collection.indexes) {
    if (uniqueIndex(sql) === null) throw app.core.failures.notMocked(`the unique index ${sql}`);
  }
  const stored = collection.copy();
  stored.markAsNotNew();
  app.core.database.putCollection(app.inside, stored);
}

/** core/record_model.go, dbExport. */
function exportRow(record: Record): Values {
  const names = record.collection().fields.fieldNames();
  return Object.fromEntries(names.map((name) => [name, record.getRaw(name)]));
}
