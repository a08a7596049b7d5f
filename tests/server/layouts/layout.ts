// What the bundle stores, as data: read from a server, or made anew in an empty database.
import type { CollectionModel } from "pocketbase";
import type { Server } from "../../../kit/testing/index.ts";
import { sql } from "../work.ts";

export interface Layout {
  collections: Record<string, unknown>[];
  /** The plain tables, and the indexes and triggers that PocketBase does not know. */
  statements: string[];
}

export async function readLayout(server: Server): Promise<Layout> {
  const all = await server.pb.collections.getFullList();
  const own = all.filter(({ name }) => name.startsWith("bundle_"));
  const names = own.map(({ name }) => `'${name}'`).join(", ");
  const statements = await sql(
    server,
    `SELECT sql AS v FROM sqlite_master WHERE name LIKE 'bundle!_%' ESCAPE '!' AND sql IS NOT NULL
      AND name NOT IN (${names}) AND (type != 'index' OR tbl_name NOT IN (${names})) ORDER BY name`,
  );
  return {
    collections: own.sort((a, b) => (a.name < b.name ? -1 : 1)).map(declared),
    statements: statements.map((text) => text.replace(/\s+/g, " ").replaceAll("( ", "(")),
  };
}

/** Times and ids say nothing about the layout. */
function declared({ created, updated, id, fields, ...rest }: CollectionModel) {
  const options = fields.map(({ id: _, ...field }) => field);
  return { ...rest, ...(rest.type === "view" ? {} : { fields: options }) };
}

/** A migration that makes the layout, and then runs `more`, with `sql(text)` at hand. */
export const migrationOf = ({ collections, statements }: Layout, more: string) => `
  const LAYOUT = ${JSON.stringify({ collections, statements })};
  migrate((app) => {
    const sql = (text) => app.db().newQuery(text).execute();
    const save = (isView) => LAYOUT.collections.filter(({ type }) => (type === "view") === isView)
      .forEach((one) => app.save(new Collection(one)));
    save(false);
    LAYOUT.statements.forEach(sql);
    save(true);
    ${more}
  });`;
