// core/record_query.go and record_model.go: records as rows of their collection's table

import type { Values } from "../go/values.ts";
import { cellText, type Rows } from "../sql/cell.ts";
import type { Collection } from "./collection.ts";
import type { Finders } from "./finders.ts";
import { Record } from "./record.ts";

/**
 * The end of a query for the records of one collection. Tables and columns are named in dbx's
 * syntax.
 */
export interface RecordQuery {
  joins?: string;
  where?: string;
  order?: string;
  limit?: number;
  offset?: number;
  params?: Values;
}

export function selectRecords(app: Finders, collection: Collection, query: RecordQuery): Record[] {
  const { joins = "", where, order, limit = 0, offset = 0, params = {} } = query;
  const { name } = collection;
  const parts = [
    `SELECT ${joins ? "DISTINCT " : ""}[[${name}]].* FROM {{${name}}} ${joins}`,
    where ? `WHERE ${where}` : "",
    order ? `ORDER BY ${order}` : "",
    limit > 0 || offset > 0 ? `LIMIT ${limit > 0 ? limit : -1} OFFSET ${offset}` : "",
  ];
  return recordsOf(collection, app.query(parts.filter(Boolean).join(" "), params));
}

function recordsOf(collection: Collection, { columns, rows }: Rows): Record[] {
  return rows.map((cells) => {
    const row: Values = {};
    for (const field of collection.fields.items) {
      const cell = cells[columns.indexOf(field.name)] ?? null;
      row[field.name] = field.prepare(cellText(cell));
    }
    return Record.stored(collection, row);
  });
}

/** core/record_model.go, dbExport. */
export function recordRow(record: Record): Values {
  const names = record.collection().fields.fieldNames();
  return Object.fromEntries(names.map((name) => [name, columnValue(record.getRaw(name))]));
}

/** Lists and points are stored as JSON. */
function columnValue(value: unknown): unknown {
  const isJson =
    Array.isArray(value) ||
    (value !== null &&
      typeof value === "object" &&
      Object.getPrototypeOf(value) === Object.prototype);
  return isJson ? JSON.stringify(value) : value;
}
