// Each process that works on the database has one row.
import type { App } from "../contract/pocketbase.ts";
import { execute, rows } from "../pocketbase/sql.ts";
import { own } from "./store.ts";

/** Seconds without a sign of life after which a process counts as gone. */
export const GONE = 30;

/** The time is SQLite's own, as in the triggers. */
export function beat(app: App): void {
  execute(
    app,
    "INSERT INTO bundle_workers (id, role, started, seen) VALUES ({:id}, {:role}, unixepoch(), unixepoch()) ON CONFLICT (id) DO UPDATE SET seen = unixepoch()",
    { id: own.id(), role: own.role() },
  );
  execute(app, "DELETE FROM bundle_workers WHERE seen < unixepoch() - 3600");
}

export const endBeat = (app: App) =>
  execute(app, "DELETE FROM bundle_workers WHERE id = {:id}", { id: own.id() });

/** Whether another process works on this database. */
export const areOthersAlive = (app: App): boolean =>
  workers(app).some(({ id, silent }) => id !== own.id() && silent < GONE);

/** Whether a server with the bundle works on this database, in this process or another. */
export const isServerAlive = (app: App): boolean =>
  app.hasTable("bundle_workers") &&
  workers(app).some((one) => one.role === "server" && one.silent < GONE);

export interface WorkerRow {
  id: string;
  role: string;
  /** Seconds since its start, and since its last sign of life. */
  age: number;
  silent: number;
}

export const workers = (app: App): WorkerRow[] =>
  rows(
    app,
    "SELECT json_object('id', id, 'role', role, 'age', unixepoch() - started, 'silent', unixepoch() - seen) AS row FROM bundle_workers ORDER BY started",
  );
