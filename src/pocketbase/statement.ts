// SQL that SQLite compiles once for the process, not for each call: a sixth of what an INSERT with a trigger costs.
import type { App } from "../contract/pocketbase.ts";

/** database/sql's `Stmt`: all VMs may use it at once, and it outlives a change of the schema. */
interface Statement {
  exec(...values: (string | number)[]): { rowsAffected(): number };
}
interface Database {
  db(): { prepare(sql: string): Statement };
}

const KEY = "pocketbundle.statement.";
const known: Record<string, Statement> = {};

/** With a `?` for each value; not in a transaction, whose end it would wait for. Returns how many rows it changed. */
export function executePrepared(app: App, sql: string, values: (string | number)[]): number {
  known[sql] ??= (app.store().get(KEY + sql) as Statement | undefined) ?? prepare(app, sql);
  return known[sql].exec(...values).rowsAffected();
}

/** VMs that do so at once keep their own. */
function prepare(app: App, sql: string): Statement {
  const statement = (app.nonconcurrentDB() as unknown as Database).db().prepare(sql);
  app.store().set(KEY + sql, statement);
  return statement;
}
