import type { App } from "../contract/pocketbase.ts";
import { execute } from "./sql.ts";

/** Runs `run` in a transaction. It throws the error itself, not what it became on its way through Go. */
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
 * Takes SQLite's write lock, by a write that changes nothing. First in a transaction, it lets nobody write between what
 * is read there and what is written.
 */
export const takeWriteLock = (app: App) =>
  execute(app, "UPDATE _collections SET id = id WHERE rowid = 0");
