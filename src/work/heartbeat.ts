// Each process that works on the database has one row. The lock of its life says whether it lives.
import type { App } from "../contract/pocketbase.ts";
import { isAlive } from "../pocketbase/life.ts";
import { type Db, execute, rows } from "../pocketbase/sql.ts";
import { own, watched } from "./store.ts";

/**
 * The time is SQLite's own, as in the triggers. Behind the role stands how many workers of the
 * process hang, if any do.
 */
export function beat(app: Db): void {
  execute(
    app,
    "INSERT INTO bundle_workers (id, role, started, seen) VALUES ({:id}, {:role}, unixepoch(), unixepoch()) ON CONFLICT (id) DO UPDATE SET role = {:role}, seen = unixepoch()",
    { id: own.id(), role: `${own.role()} ${watched.lost() || ""}`.trim() },
  );
}

export const endBeat = (app: App, id = own.id()): number =>
  execute(app, "DELETE FROM bundle_workers WHERE id = {:id}", { id });

/** Whether the process of a row, or of the token of a lease, lives. */
export const lives = (id: string): boolean => isAlive(id.slice(id.indexOf("-") + 1));

/** Whether another process works on this database. */
export const areOthersAlive = (app: App): boolean =>
  workers(app).some(({ id }) => id !== own.id() && lives(id));

/** Whether a server with the bundle works on this database, in this process or another. */
export const isServerAlive = (app: App): boolean =>
  app.hasTable("bundle_workers") &&
  workers(app).some(({ role, id }) => role === "server" && lives(id));

export interface WorkerRow {
  id: string;
  role: string;
  /** How many of its workers hang: their jobs have not ended within their timeout. */
  hanging: number;
  /** Seconds since its start, and since its last sign of life. */
  age: number;
  silent: number;
}

export const workers = (app: Db): WorkerRow[] =>
  rows(
    app,
    "SELECT json_object('id', id, 'role', substr(role, 1, 6), 'hanging', CAST(substr(role, 8) AS INTEGER), 'age', unixepoch() - started, 'silent', unixepoch() - seen) AS row FROM bundle_workers ORDER BY started",
  );
