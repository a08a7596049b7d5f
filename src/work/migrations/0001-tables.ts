import type { Migration } from "../../kernel/extensions.ts";
import { execute } from "../../pocketbase/sql.ts";

/**
 * `bundle_captured` has the changes that wait for the relay. SQLite compiles a trigger anew with
 * every statement that fires it, and a plain table with an integer key costs a third of what a
 * collection would. It has an index only while very many changes wait (see changes/later-rows.ts).
 *
 * A trigger writes the old row only. `new` is null until the new row is read (see
 * changes/new-row.ts). When an update changes the record's id, `new` is `=` and the new id.
 */
const TABLES = [
  "CREATE TABLE IF NOT EXISTS bundle_captured (id INTEGER PRIMARY KEY, source TEXT, record TEXT, old TEXT, new TEXT, created TEXT)",
  "CREATE TABLE IF NOT EXISTS bundle_workers (id TEXT PRIMARY KEY NOT NULL, role TEXT NOT NULL, started INTEGER NOT NULL, seen INTEGER NOT NULL)",
];

/** The tables of 0.1.0 may be there already: it made them without a version, and with an index. */
export const tables: Migration = {
  before(tx) {
    for (const sql of TABLES) execute(tx, sql);
    execute(tx, "DROP INDEX IF EXISTS bundle_captured_old");
  },
};
