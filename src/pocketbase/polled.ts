// Statements that an idle process repeats all the time.
import type { App } from "../contract/pocketbase.ts";
import { parsedOf, type Query, type SqlParams } from "./sql.ts";

/** Keeps a query out of the SQL that PocketBase prints in its dev mode. */
export const hush = (app: App, query: Query): Query =>
  app.isDev() ? Object.assign(query, { queryLogFunc: null, execLogFunc: null }) : query;

/** A query like that of `value` (see sql.ts) that SQLite compiles once for this VM. */
export function polled<Value>(app: App, sql: string): (params: SqlParams) => Value | undefined {
  const query = hush(app, app.db().newQuery(sql)).prepare();
  return (params) => parsedOf<Value>(query.bind(params))[0];
}
