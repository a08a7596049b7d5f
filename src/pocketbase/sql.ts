// SQL through PocketBase's query builder.
import type { App } from "../contract/pocketbase.ts";

export type SqlParams = Record<string, string | number>;

export type Query = ReturnType<ReturnType<App["db"]>["newQuery"]>;
/** What statements need of an app. */
export interface Db {
  db(): { newQuery(sql: string): Query };
}

/** Returns how many rows the statement changed. */
export const execute = (app: Db, sql: string, params: SqlParams = {}): number =>
  app.db().newQuery(sql).bind(params).execute().rowsAffected();

/**
 * The rows of a query that returns one column of JSON, `row`. Reading one value from Go costs as
 * much as parsing a row of ten. `UPDATE … RETURNING json_array(…) AS row` is such a query, too.
 */
export function rows<Row>(app: Db, sql: string, params: SqlParams = {}): Row[] {
  return parsedOf(app.db().newQuery(sql).bind(params));
}

/** The rows of such a query with its values. */
export function parsedOf<Row>(query: Query): Row[] {
  const found = arrayOf(new DynamicModel({ row: "" })) as unknown as { row: string }[];
  query.all(found);
  const parsed: Row[] = [];
  for (let i = 0; i < found.length; i++) parsed.push(JSON.parse((found[i] as { row: string }).row));
  return parsed;
}

/** The first row of such a query. */
export const value = <Value>(app: Db, sql: string, params: SqlParams = {}): Value | undefined =>
  rows<Value>(app, sql, params)[0];

/** SQLite counts every change of the schema, whichever program makes it. */
export const databaseSchemaVersion = (app: Db): number | undefined =>
  value<number>(app, "SELECT schema_version AS row FROM pragma_schema_version");

/** How long one page may hold up other writes, in milliseconds. */
const HELD = 10;

/**
 * Deletes rows in pages, because one long statement would keep others from writing: rows may be
 * large, so a page has as many as `HELD` allows, and others have the database for half as long after it.
 * No page begins after `until`, in milliseconds since 1970.
 */
export function deleteInPages(
  app: Db,
  table: string,
  where: string,
  params: SqlParams,
  until = Number.POSITIVE_INFINITY,
): void {
  const sql = `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE ${where} LIMIT {:page})`;
  for (let page = 100; ; ) {
    const from = Date.now();
    if (execute(app, sql, { ...params, page }) < page || Date.now() > until) return;
    const held = Date.now() - from;
    page = Math.max(1, Math.min(2 * page, 1000, (page * HELD) / (held + 1)) | 0);
    sleep(held >> 1);
  }
}
