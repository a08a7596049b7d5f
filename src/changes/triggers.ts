// The triggers in the database: made when the server starts, dropped when it stops, repaired in between.
import { find } from "../kernel/collections.ts";
import type { App } from "../kernel/contract.ts";
import { execute, rows } from "../kernel/sql.ts";
import { type CapturedCollection, TRIGGERS, triggersOf } from "./capture.ts";
import type { Action, Listeners } from "./listen.ts";

/** Makes the database's triggers those that the listeners need. Returns the names of what it had to change. */
export function syncTriggers(app: App, listeners: Listeners): string[] {
  const wanted = wantedTriggers(app, listeners);
  const existing = new Map(
    rows<[string, string]>(
      app,
      `SELECT json_array(name, sql) AS row FROM sqlite_master WHERE ${TRIGGERS}`,
    ),
  );
  const stale = [...existing].filter(([name, sql]) => wanted.get(name) !== sql);
  const missing = [...wanted].filter(([name, sql]) => existing.get(name) !== sql);
  for (const [name] of stale) execute(app, `DROP TRIGGER IF EXISTS "${name}"`);
  for (const [, sql] of missing) execute(app, sql);
  return [...new Set([...stale, ...missing].map(([name]) => name))];
}

function wantedTriggers(app: App, listeners: Listeners): Map<string, string> {
  const wanted = new Map<string, string>();
  for (const [name, byAction] of listeners) {
    const collection = find(app, name) as unknown as (CapturedCollection & Named) | undefined;
    // A view has no rows of its own.
    if (!collection || collection.name !== name || collection.type === "view") continue;
    const actions = Object.keys(byAction) as Action[];
    for (const [trigger, sql] of triggersOf(collection, actions)) wanted.set(trigger, sql);
  }
  return wanted;
}
interface Named {
  type: string;
}

/** Drops all triggers, or those of one collection. */
export function dropTriggers(app: App, collectionId = ""): void {
  const names = rows<string>(
    app,
    `SELECT json_quote(name) AS row FROM sqlite_master WHERE ${TRIGGERS} AND instr(name, {:id}) > 0`,
    { id: collectionId === "" ? "bundle_" : `bundle_${collectionId}_` },
  );
  for (const name of names) execute(app, `DROP TRIGGER IF EXISTS "${name}"`);
}
