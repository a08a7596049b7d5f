// The triggers of the bundle on users' tables.
import type { App } from "../contract/pocketbase.ts";
import { execute, rows } from "./sql.ts";

/** The names of all of them begin with this. */
export const OWN = "pocketbundle_";
/** The names of those that keep rules of `validate`. The collection's id follows. */
export const RULES = `${OWN}rule_`;

/** The SQL of the triggers with this beginning of their name, by name. */
export const ownTriggers = (app: App, prefix = OWN): Map<string, string> =>
  new Map(
    rows<[string, string]>(
      app,
      `SELECT json_array(name, sql) AS row FROM sqlite_master WHERE type = 'trigger' AND name GLOB '${prefix}*'`,
    ),
  );

export const dropTrigger = (app: App, name: string) =>
  execute(app, `DROP TRIGGER IF EXISTS "${name}"`);

export function dropOwnTriggers(app: App, prefix = OWN): void {
  for (const name of ownTriggers(app, prefix).keys()) dropTrigger(app, name);
}
