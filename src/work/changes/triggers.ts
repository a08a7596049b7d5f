// The triggers in the database: made when the server starts, dropped when it stops, repaired in
// between.

import type { App } from "../../contract/pocketbase.ts";
import { DAY } from "../../lib/time.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { dropTrigger, ownTriggers } from "../../pocketbase/own-triggers.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { CAPTURE, fieldsTable, triggerPrefix, triggersOf } from "./capture.ts";
import type { Action, Listeners } from "./listen.ts";
import { keepNewRows } from "./new-row.ts";
import type { CapturedCollection } from "./row-json.ts";

/** The SQL of triggers, by name. */
type Triggers = Map<string, string>;

/**
 * Makes the triggers that the listeners need, and drops all others. Returns the names of those that
 * differed.
 */
export function syncTriggers(app: App, listeners: Listeners): string[] {
  const collections = [...listeners.keys()].flatMap((name) => listenedTo(app, name) ?? []);
  const existing = ownTriggers(app, CAPTURE);
  const until = endOf(existing);
  const wanted: Triggers = new Map(
    collections.flatMap((one) => [
      ...triggersOf(one, Object.keys(listeners.get(one.name) ?? {}) as Action[], until),
    ]),
  );
  const names = [...new Set([...existing.keys(), ...wanted.keys()])];
  const differing = names.filter((name) => existing.get(name) !== wanted.get(name));
  if (differing.some((name) => existing.has(name))) keepNewRows(app);
  syncFieldsTable(app, fieldsTable(collections));
  for (const name of differing) {
    dropTrigger(app, name);
    const sql = wanted.get(name);
    if (sql) execute(app, sql);
  }
  return differing.filter((name) => lasting(existing.get(name)) !== lasting(wanted.get(name)));
}

/**
 * Views have no rows of their own. Names are compared, because PocketBase also finds ids and other
 * cases.
 */
function listenedTo(app: App, name: string): CapturedCollection | undefined {
  const collection = findCollection(app, name) as unknown as CapturedCollection | undefined;
  return collection?.name === name && collection.type !== "view" ? collection : undefined;
}

/**
 * A crash leaves triggers behind. Without a server that renews them, they stop capturing after a
 * week.
 */
const LIFE = (7 * DAY) / 1000;
const END = /unixepoch\(\) < (\d+)/;

/** When the triggers stop capturing. It stays for a day, because a new time means new triggers. */
function endOf(existing: Triggers): number {
  const now = Math.floor(Date.now() / 1000);
  const [end = 0] = [...existing.values()].map((sql) => Number(sql.match(END)?.[1] ?? 0));
  return Math.abs(end - now - LIFE) < DAY / 1000 ? end : now + LIFE;
}
const lasting = (sql: string | undefined) => sql?.replace(END, "");

function syncFieldsTable(app: App, sql: string) {
  const existing = "SELECT json_quote(sql) AS row FROM sqlite_master WHERE name = 'bundle_fields'";
  if (value<string>(app, existing) === sql) return;
  execute(app, "DROP TABLE IF EXISTS bundle_fields");
  execute(app, sql);
  execute(app, "INSERT INTO bundle_fields DEFAULT VALUES");
}

/** Drops all triggers, or those of one collection. Returns how many there were. */
export function dropTriggers(app: App, collectionId?: string): number {
  const prefix = collectionId === undefined ? CAPTURE : triggerPrefix(collectionId);
  const names = [...ownTriggers(app, prefix).keys()];
  if (names.length > 0) keepNewRows(app, collectionId);
  for (const name of names) dropTrigger(app, name);
  return names.length;
}
