// SQL that SQLite compiles once for the process, not for each call: a sixth of what an INSERT with a trigger costs.
import type { App } from "./contract.ts";

/** database/sql's `Stmt`: all VMs may use it at once, and it outlives a change of the schema. */
interface Statement {
  exec(...values: (string | number)[]): { rowsAffected(): number };
}

const KEY = "pocketbundle.statement.";

/** In the loader. `sql` has a `?` for each value. */
export function prepareStatement(app: App, sql: string): void {
  const { db } = app.nonconcurrentDB() as unknown as { db(): { prepare(sql: string): Statement } };
  app.store().set(KEY + sql, db().prepare(sql));
}

const known: Record<string, Statement> = {};

/** Not in a transaction, whose end it would wait for. Returns how many rows it changed. */
export function runStatement(app: App, sql: string, values: (string | number)[]): number {
  known[sql] ??= app.store().get(KEY + sql) as Statement;
  return known[sql].exec(...values).rowsAffected();
}
