// Statements that an idle process repeats all the time.
import type { App } from "../contract/pocketbase.ts";
import { parsedOf, type Query, type SqlParams } from "./sql.ts";

/** Keeps a query out of the SQL that PocketBase prints in its dev mode. */
export const hush = (app: App, query: Query): Query =>
  app.isDev() ? Object.assign(query, { queryLogFunc: null, execLogFunc: null }) : query;

/** What this VM has compiled. Go keeps a statement that nobody closes for as long as the process. */
const open = new Set<Query>();

/** Closes what `polled` has made in this VM, when its loop ends. */
export function closePolled(): void {
  for (const query of open) query.close();
  open.clear();
}

/** A query like that of `value` (see sql.ts) that SQLite compiles once for this VM. */
export function polled<Value>(app: App, sql: string): (params: SqlParams) => Value | undefined {
  const query = hush(app, app.db().newQuery(sql)).prepare();
  open.add(query);
  return (params) => parsedOf<Value>(query.bind(params))[0];
}
