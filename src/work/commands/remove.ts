// What the bundle has stored in a database, whatever the config says now, and its removal.
import type { App } from "../../contract/pocketbase.ts";
import { VERSIONS_TABLE } from "../../kernel/versions.ts";
import { ownIndexOf } from "../../lib/create-index.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { dropOwnTriggers, ownTriggers } from "../../pocketbase/own-triggers.ts";
import { execute, rows, value } from "../../pocketbase/sql.ts";
import { dropTriggers } from "../changes/triggers.ts";

/** `uninstall --json` prints this, and whether it is `removed`. */
export interface Stored {
  /** How many rows each has, by name. */
  collections: Record<string, number>;
  tables: Record<string, number>;
  /** Names. */
  triggers: string[];
  /** Names of the indexes that rules of `validate` have given to users' collections. */
  indexes: string[];
}

const OWN_COLLECTIONS = `SELECT json_quote(name) AS row FROM _collections WHERE system AND name LIKE 'bundle!_%' ESCAPE '!' ORDER BY name`;
const INDEXES =
  "SELECT json_quote(sql) AS row FROM sqlite_master WHERE type = 'index' AND sql != ''";
const TABLES = [
  "bundle_captured",
  "bundle_fields",
  "bundle_workers",
  "bundle_attachments",
  VERSIONS_TABLE,
];

export const storedIn = (app: App): Stored => ({
  collections: countsOf(app, rows<string>(app, OWN_COLLECTIONS)),
  tables: countsOf(
    app,
    TABLES.filter((name) => app.hasTable(name)),
  ),
  triggers: [...ownTriggers(app).keys()],
  indexes: rows<string>(app, INDEXES).flatMap((sql) => ownIndexOf(sql)?.name ?? []),
});

const countsOf = (app: App, names: string[]): Record<string, number> =>
  Object.fromEntries(
    names.map((name) => [name, value<number>(app, `SELECT count(*) AS row FROM {{${name}}}`) ?? 0]),
  );

/** Runs in a transaction. */
export function remove(tx: App, withIndexes: boolean): void {
  dropTriggers(tx);
  dropOwnTriggers(tx);
  for (const name of rows<string>(tx, OWN_COLLECTIONS)) {
    const collection = findCollection(tx, name);
    if (!collection) continue;
    collection.system = false;
    tx.delete(collection);
  }
  for (const name of TABLES) execute(tx, `DROP TABLE IF EXISTS ${name}`);
  if (withIndexes) removeIndexes(tx);
}

const COLLECTIONS = `SELECT json_quote(name) AS row FROM _collections WHERE indexes LIKE '%idx!_bundle!_%' ESCAPE '!'`;

/** The indexes belong to the settings of their collections. */
function removeIndexes(tx: App) {
  for (const name of rows<string>(tx, COLLECTIONS)) {
    const collection = findCollection(tx, name);
    if (!collection) continue;
    collection.indexes = [...collection.indexes].filter((sql) => !ownIndexOf(String(sql))) as never;
    tx.save(collection);
  }
}
