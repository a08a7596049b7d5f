// The statements behind core/db.go.

import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import type { App } from "./app.ts";
import { Collection } from "./collection.ts";
import { collectionRow } from "./collection-rows.ts";
import type { Model } from "./events.ts";
import { recordRow } from "./record-rows.ts";

export function insertModel(app: App, model: Model): void {
  insertRow(app, model.tableName(), rowOf(model));
}

function insertRow(app: App, table: string, row: Values): void {
  const names = Object.keys(row).sort();
  const columns = names.map((name) => `[[${name}]]`).join(", ");
  const values = names.map((name) => `{:${name}}`).join(", ");
  app.execute(`INSERT INTO {{${table}}} (${columns}) VALUES (${values})`, row);
}

export function updateModel(app: App, model: Model): void {
  const row = rowOf(model);
  const pk = model.lastSavedPK();
  if (row.id !== pk) throw new GoError("primary key change is not allowed");
  const set = Object.keys(row).sort();
  const pairs = set.map((name) => `[[${name}]]={:${name}}`).join(", ");
  app.execute(`UPDATE {{${model.tableName()}}} SET ${pairs} WHERE [[id]]={:id}`, row);
}

export function deleteModel(app: App, model: Model): void {
  const id = model.lastSavedPK();
  app.execute(`DELETE FROM {{${model.tableName()}}} WHERE [[id]]={:id}`, { id });
}

const rowOf = (model: Model): Values =>
  model instanceof Collection ? collectionRow(model) : recordRow(model);
