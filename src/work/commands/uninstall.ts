// `pocketbase bundle uninstall`
import type { App } from "../../contract/pocketbase.ts";
import { VERSIONS_TABLE } from "../../kernel/versions.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { execute, rows } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { dropTriggers } from "../changes/triggers.ts";
import { areOthersAlive } from "../heartbeat.ts";
import { readArgs } from "./args.ts";
import { endCommand } from "./end.ts";

/** Finds all collections of the bundle, including those that the config no longer needs. */
const OWN_COLLECTIONS = `SELECT json_quote(name) AS row FROM _collections WHERE system AND name LIKE 'bundle!_%' ESCAPE '!'`;
const TABLES = [
  "bundle_captured",
  "bundle_fields",
  "bundle_workers",
  "bundle_attachments",
  VERSIONS_TABLE,
];

export function uninstall(app: App, args: string[]) {
  readArgs(app, args, {}, 0);
  if (app.hasTable("bundle_workers") && areOthersAlive(app)) {
    endCommand("a server or worker uses this database. Stop it first.");
  }
  inTransaction(app, (tx) => {
    dropTriggers(tx);
    for (const name of rows<string>(tx, OWN_COLLECTIONS)) {
      const collection = findCollection(tx, name);
      if (!collection) continue;
      collection.system = false;
      tx.delete(collection);
    }
    for (const name of TABLES) execute(tx, `DROP TABLE IF EXISTS ${name}`);
  });
  console.log(
    "Pocketbundle: its tables and triggers are removed. Now delete pocketbundle.pb.js and pocketbundle.config.js from pb_hooks, or the next start makes them again.",
  );
}
