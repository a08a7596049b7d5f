// The triggers in the database: made when the server starts, dropped when it stops, repaired in between.
import { find } from "../kernel/collections.ts";
import type { App } from "../kernel/contract.ts";
import { execute, rows } from "../kernel/sql.ts";
import {
  type CapturedCollection,
  SEEN,
  serverTable,
  TRIGGERS,
  triggerPrefix,
  triggersOf,
} from "./capture.ts";
import type { Action, Listeners } from "./listen.ts";

/** Tells the triggers that a server is there to relay what they capture. */
export const sayAlive = (app: App) =>
  execute(app, `UPDATE bundle_server SET ${SEEN} = unixepoch()`);

/** Makes the database's triggers those that the listeners need. Returns the names of what it had to change. */
export function syncTriggers(app: App, listeners: Listeners): string[] {
  const collections = [...listeners.keys()].flatMap((name) => listenedTo(app, name) ?? []);
  const wanted = new Map(
    collections.flatMap((one) => [
      ...triggersOf(one, Object.keys(listeners.get(one.name) ?? {}) as Action[]),
    ]),
  );
  syncServerTable(app, serverTable(collections));
  const existing = schemaOf(app, TRIGGERS);
  const stale = [...existing].filter(([name, sql]) => wanted.get(name) !== sql);
  const missing = [...wanted].filter(([name, sql]) => existing.get(name) !== sql);
  for (const [name] of stale) drop(app, name);
  for (const [, sql] of missing) execute(app, sql);
  return [...new Set([...stale, ...missing].map(([name]) => name))];
}

/** A view has no rows of its own, and PocketBase finds a collection in any case and by its id. */
function listenedTo(app: App, name: string): CapturedCollection | undefined {
  const collection = find(app, name) as unknown as CapturedCollection | undefined;
  return collection?.name === name && collection.type !== "view" ? collection : undefined;
}

function syncServerTable(app: App, sql: string) {
  if (schemaOf(app, "name = 'bundle_server'").get("bundle_server") === sql) return;
  execute(app, "DROP TABLE IF EXISTS bundle_server");
  execute(app, sql);
  execute(app, `INSERT INTO bundle_server (${SEEN}) VALUES (unixepoch())`);
}

/** Drops all triggers, or those of one collection. Returns how many there were. */
export function dropTriggers(app: App, collectionId?: string): number {
  const prefix = collectionId === undefined ? "" : triggerPrefix(collectionId);
  const names = [...schemaOf(app, TRIGGERS).keys()].filter((name) => name.startsWith(prefix));
  for (const name of names) drop(app, name);
  return names.length;
}

const drop = (app: App, trigger: string) => execute(app, `DROP TRIGGER IF EXISTS "${trigger}"`);

const schemaOf = (app: App, condition: string) =>
  new Map(
    rows<[string, string]>(
      app,
      `SELECT json_array(name, sql) AS row FROM sqlite_master WHERE ${condition}`,
    ),
  );
