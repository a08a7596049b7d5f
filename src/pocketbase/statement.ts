// Statements that SQLite compiles once for the process. Compiling takes a sixth of the time of an
// INSERT with a trigger.
import type { App } from "../contract/pocketbase.ts";

/** Go's `sql.Stmt`. All VMs may use it at once, and it stays valid when the schema changes. */
interface Statement {
  exec(...values: (string | number)[]): { rowsAffected(): number };
}
interface Database {
  db(): { prepare(sql: string): Statement };
}

const KEY = "pocketbundle.statement.";
const statements: Record<string, Statement> = {};

/**
 * The SQL has a `?` for each value. In a transaction, the statement would wait for the end of that
 * transaction. Returns how many rows it changed.
 */
export function executePrepared(app: App, sql: string, values: (string | number)[]): number {
  statements[sql] ??= (app.store().get(KEY + sql) as Statement | undefined) ?? prepared(app, sql);
  return statements[sql].exec(...values).rowsAffected();
}

/** VMs that prepared the same SQL at the same time keep one statement each. */
function prepared(app: App, sql: string): Statement {
  const statement = (app.nonconcurrentDB() as unknown as Database).db().prepare(sql);
  app.store().set(KEY + sql, statement);
  return statement;
}
