// core/collection_record_table_sync.go: a collection's table follows its fields
import type { App } from "../core/app.ts";
import type { Collection } from "../core/collection.ts";
import type { Field } from "../core/fields/field.ts";
import { GoError } from "../go/errors.ts";
import { ValidationError, ValidationErrors } from "../go/validation-errors.ts";
import { columnType } from "./columns.ts";
import { buildIndex, parseIndex } from "./indexes.ts";

export function syncTable(app: App, now: Collection, old: Collection | undefined): void {
  app.runInTransaction((tx) => {
    if (!old || !tx.hasTable(old.name)) createTable(tx, now);
    else alterTable(tx, now, old);
  });
}

function createTable(tx: App, collection: Collection): void {
  const columns = collection.fields.items.map((field) => `[[${field.name}]] ${columnType(field)}`);
  // PocketBase orders the columns by name.
  tx.execute(`CREATE TABLE {{${collection.name}}} (${columns.sort().join(", ")})`);
  createIndexes(tx, collection);
}

function alterTable(tx: App, now: Collection, old: Collection): void {
  const isRenamed = now.name.toLowerCase() !== old.name.toLowerCase();
  const changed =
    isRenamed ||
    JSON.stringify(now.fields) !== JSON.stringify(old.fields) ||
    JSON.stringify(now.indexes) !== JSON.stringify(old.indexes);
  if (changed) dropIndexes(tx, old);
  if (isRenamed) tx.execute(`ALTER TABLE {{${old.name}}} RENAME TO {{${now.name}}}`);
  for (const field of old.fields.items) {
    if (now.fields.getById(field.id)) continue;
    describe(`failed to drop column ${field.name}`, () =>
      tx.execute(`ALTER TABLE {{${now.name}}} DROP COLUMN [[${field.name}]]`));
  }
  addAndRename(tx, now, old);
  for (const field of now.fields.items) {
    const isMultiple = old.fields.getById(field.id)?.isMultiple() ?? false;
    if (field.isMultiple() !== isMultiple) changeMultiple(tx, now.name, field);
  }
  if (changed) createIndexes(tx, now);
}

/** Columns are renamed by way of temporary names, so that two columns can swap their names. */
function addAndRename(tx: App, { name, fields }: Collection, old: Collection): void {
  const temporary = new Map<string, string>();
  for (const field of fields.items) {
    const before = old.fields.getById(field.id);
    if (before?.name === field.name) continue;
    const other = `${field.name}_${temporary.size}_temporary`;
    temporary.set(other, field.name);
    if (before) {
      describe(`failed to rename column ${field.name}`, () => rename(tx, name, before.name, other));
    } else {
      describe(`failed to add column ${field.name}`, () =>
        tx.execute(`ALTER TABLE {{${name}}} ADD COLUMN [[${other}]] ${columnType(field)}`));
    }
  }
  for (const [other, final] of temporary) rename(tx, name, other, final);
}

const rename = (tx: App, table: string, from: string, to: string) =>
  tx.execute(`ALTER TABLE {{${table}}} RENAME COLUMN [[${from}]] TO [[${to}]]`);

/**
 * A single value becomes a list with one item. The last item of a list becomes the single value.
 */
function changeMultiple(tx: App, table: string, field: Field): void {
  const { name } = field;
  const old = `_${name}_old`;
  const isList = `json_valid([[${old}]]) AND json_type([[${old}]]) == 'array'`;
  const value = field.isMultiple()
    ? `CASE WHEN COALESCE([[${old}]], '') = '' THEN '[]' WHEN ${isList} THEN [[${old}]] ELSE json_array([[${old}]]) END`
    : `CASE WHEN COALESCE([[${old}]], '[]') = '[]' THEN '' WHEN ${isList} THEN COALESCE(json_extract([[${old}]], '$[#-1]'), '') ELSE [[${old}]] END`;
  rename(tx, table, name, old);
  tx.execute(`ALTER TABLE {{${table}}} ADD COLUMN [[${name}]] ${columnType(field)}`);
  tx.execute(`UPDATE {{${table}}} SET [[${name}]] = (${value})`);
  tx.execute(`ALTER TABLE {{${table}}} DROP COLUMN [[${old}]]`);
}

function dropIndexes(tx: App, { indexes }: Collection): void {
  for (const sql of indexes) tx.execute(`DROP INDEX IF EXISTS [[${parseIndex(sql).name}]]`);
}

function createIndexes(tx: App, { name, indexes }: Collection): void {
  const errors: { [index: string]: GoError } = {};
  indexes.forEach((text, i) => {
    const index = parseIndex(text);
    const sql = buildIndex({ ...index, table: name });
    const failed = (message: string) => {
      errors[i] = new ValidationError("validation_invalid_index_expression", message);
    };
    if (!sql) {
      failed("Invalid CREATE INDEX expression.");
      return;
    }
    try {
      tx.execute(sql);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      failed(`Failed to create index ${index.name} - ${error.error()}.`);
    }
  });
  if (Object.keys(errors).length === 0) return;
  throw new ValidationErrors({ indexes: new ValidationErrors(errors) });
}

function describe(what: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw error instanceof GoError ? new GoError(`${what} - ${error.error()}`) : error;
  }
}
