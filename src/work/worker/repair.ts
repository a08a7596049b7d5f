// Repairs the triggers while the server runs.
import type { App } from "../../contract/pocketbase.ts";
import { warn } from "../../pocketbase/log.ts";
import { quiet } from "../../pocketbase/quiet.ts";
import { databaseSchemaVersion } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import type { Listeners } from "../changes/listen.ts";
import { syncTriggers } from "../changes/triggers.ts";
import { every } from "./every.ts";

const REPAIR = 60_000;

/**
 * Comparing the triggers is costly. Without a change of the schema, only their end must be renewed:
 * once a minute is enough.
 */
export function triggerRepair(app: App, listeners: Listeners): () => void {
  let seen: number | undefined;
  const repair = () => {
    repairTriggers(app, listeners);
    seen = databaseSchemaVersion(quiet(app));
  };
  const repairEvery = every(REPAIR, repair);
  return () => (seen === databaseSchemaVersion(quiet(app)) ? repairEvery() : repair());
}

function repairTriggers(app: App, listeners: Listeners) {
  const repaired = inTransaction(app, (tx) => {
    const repaired = syncTriggers(tx, listeners);
    lazy(import("../storage.ts")).syncView(tx);
    return repaired;
  });
  if (repaired.length === 0) return;
  const message = `Pocketbundle: triggers that capture changes were missing or wrong. Repaired: ${repaired.join(", ")}.`;
  warn(app, message);
}
