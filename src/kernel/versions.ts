// The versions of what the bundle stores, by extension. A database without a version is empty, or
// that of 0.1.0.
import type { App } from "../contract/pocketbase.ts";
import type { Problem } from "../lib/refusal.ts";
import { execute, value } from "../pocketbase/sql.ts";

export const VERSIONS_TABLE = "bundle_versions";

/** `undefined` for an extension that has never stored anything here. */
export function versionOf(app: App, part: string): number | undefined {
  const sql = `SELECT version AS row FROM ${VERSIONS_TABLE} WHERE part = {:part}`;
  try {
    return value<number>(app, sql, { part });
  } catch (error) {
    if (String(error).includes("no such table")) return undefined;
    throw error;
  }
}

/** What a start says of storage that a newer file has used. */
export const newerStorage = (part: string, found: number, known: number): Problem => ({
  path: `storage of "${part}"`,
  message: `A newer pocketbundle.pb.js has used this database: its storage has version ${found}, and this file knows versions up to ${known}. Use the newer file, or restore a backup from before the upgrade.`,
});

/** Writes nothing when it is the version already. */
export function setVersion(app: App, part: string, version: number): void {
  execute(
    app,
    `CREATE TABLE IF NOT EXISTS ${VERSIONS_TABLE} (part TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL)`,
  );
  execute(
    app,
    `INSERT INTO ${VERSIONS_TABLE} (part, version) VALUES ({:part}, {:version})
    ON CONFLICT (part) DO UPDATE SET version = excluded.version WHERE version != excluded.version`,
    { part, version },
  );
}
