// SQL through PocketBase's query builder.
import type { App } from "../contract/pocketbase.ts";

export type SqlParams = Record<string, string | number>;

/** Returns how many rows it changed. */
export const execute = (app: App, sql: string, params: SqlParams = {}): number =>
  app.db().newQuery(sql).bind(params).execute().rowsAffected();

/**
 * The rows of a query whose only column, `row`, is JSON: reading one value from Go costs as much as parsing a
 * row of ten. `UPDATE … RETURNING json_array(…) AS row` counts as well.
 */
export function rows<Row>(app: App, sql: string, params: SqlParams = {}): Row[] {
  const found = arrayOf(new DynamicModel({ row: "" })) as unknown as { row: string }[];
  app.db().newQuery(sql).bind(params).all(found);
  const parsed: Row[] = [];
  for (let i = 0; i < found.length; i++) parsed.push(JSON.parse((found[i] as { row: string }).row));
  return parsed;
}

/** The first value of a query whose column `row` is JSON. */
export const value = <Value>(app: App, sql: string, params: SqlParams = {}): Value | undefined =>
  rows<Value>(app, sql, params)[0];

/** Changes with every change of the schema, by whomever. */
export const databaseSchemaVersion = (app: App): number | undefined =>
  value<number>(app, "SELECT schema_version AS row FROM pragma_schema_version");

const PAGE = 1000;

/**
 * Deletes rows in pages, since one long statement would keep others from writing; begins none after `until`, in
 * milliseconds.
 */
export function deleteInPages(
  app: App,
  table: string,
  where: string,
  params: SqlParams,
  until = Number.POSITIVE_INFINITY,
): void {
  const sql = `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${where} LIMIT ${PAGE})`;
  while (execute(app, sql, params) === PAGE && Date.now() < until);
}
