import type { App } from "../contract/pocketbase.ts";
import { execute } from "./sql.ts";

/** Throws the very error that `run` threw, and not the one that Go made of it. */
export function inTransaction<T>(app: App, run: (tx: App) => T): T {
  let result: { value: T } | undefined;
  let thrown: unknown;
  try {
    app.runInTransaction((tx) => {
      try {
        result = { value: run(tx as App) };
      } catch (error) {
        thrown = error;
        throw error;
      }
    });
  } catch (error) {
    throw thrown ?? error;
  }
  return (result as { value: T }).value;
}

/**
 * Takes SQLite's write lock by a write that changes nothing. As the first statement of a
 * transaction, it keeps others from writing between the transaction's reads and its writes.
 */
export const takeWriteLock = (app: App) =>
  execute(app, "UPDATE _collections SET id = id WHERE rowid = 0");

/** Undoes what `run` has written when it throws, and leaves the rest of the transaction alone. */
export function inSavepoint(tx: App, run: () => void): void {
  execute(tx, "SAVEPOINT pocketbundle");
  try {
    run();
  } catch (error) {
    execute(tx, "ROLLBACK TO pocketbundle");
    throw error;
  } finally {
    execute(tx, "RELEASE pocketbundle");
  }
}
