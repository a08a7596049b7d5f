import type { CollectionDefinition } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { execute, rows } from "../../pocketbase/sql.ts";

const NAME = "bundle_changes";

const query = (sources: Record<string, string>, from: string) =>
  `SELECT ${Object.entries(sources)
    .map(([name, source]) => `CAST(${source} AS TEXT) AS ${name}`)
    .join(", ")} FROM ${from}`;

const SOURCES = {
  id: "id",
  collection: "source ->> 'name'",
  action: "source ->> 'action'",
  record: "record",
  old: "old",
  new: "new",
  created: "created",
};
const NOTHING = Object.fromEntries(Object.keys(SOURCES).map((name) => [name, "id"]));

/**
 * Shows the changes that wait for the relay in the dashboard. A snapshot of the collections knows
 * no plain table, and must work without the bundle. So the query that PocketBase knows is of a table
 * of its own, and has the right columns and no rows; `syncView` replaces the view that it makes.
 */
export const changesCollection: CollectionDefinition = {
  name: NAME,
  type: "view",
  system: true,
  viewQuery: query(NOTHING, "_collections WHERE false"),
};

/** Makes the view that shows the changes, where PocketBase has made its own. */
export function syncView(app: App): void {
  const sql = `SELECT 1 AS row FROM sqlite_master WHERE type = 'view' AND name = '${NAME}' AND sql NOT LIKE '%bundle!_captured%' ESCAPE '!'`;
  if (rows(app, sql).length === 0) return;
  execute(app, `DROP VIEW ${NAME}`);
  execute(app, `CREATE VIEW ${NAME} AS ${query(SOURCES, "bundle_captured")}`);
}
