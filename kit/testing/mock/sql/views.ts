// core/view.go: derives a view's fields from its query
import type { App } from "../core/app.ts";
import { Field } from "../core/fields/field.ts";
import { FieldsList } from "../core/fields/fields-list.ts";
import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import { splitTopLevel } from "./indexes.ts";

export const dropView = (app: App, name: string) => app.execute(`DROP VIEW IF EXISTS {{${name}}}`);

export function saveView(app: App, name: string, query: string): void {
  dropView(app, name);
  app.execute(`CREATE VIEW {{${name}}} AS SELECT * FROM (${query.trim().replace(/;+$/, "")})`);
  // SQLite can make a view of columns that do not exist, but cannot read it.
  columnsOf(app, name);
}

const columnsOf = (app: App, view: string): string[] =>
  app
    .queryWriter("SELECT name FROM pragma_table_info({:view})", { view })
    .rows.map(([name]) => String(name));

export function viewFields(app: App, query: string): FieldsList {
  const temporary = "_temp_view";
  saveView(app, temporary, query);
  const columns = columnsOf(app, temporary);
  dropView(app, temporary);
  if (!columns.includes("id")) {
    throw new GoError(
      "missing required id column (you can use `(ROW_NUMBER() OVER()) as id` if you don't have one)",
    );
  }
  const sources = sourcesOf(query);
  return new FieldsList(columns.map((name) => fieldOf(app, query, name, sources.get(name))));
}

const ID = {
  type: "text",
  name: "id",
  system: true,
  required: true,
  primaryKey: true,
  pattern: "^[a-z0-9]+$",
};
const CAST: { readonly [type: string]: Values } = {
  real: { type: "number" },
  decimal: { type: "number" },
  numeric: { type: "number" },
  int: { type: "number", onlyInt: true },
  integer: { type: "number", onlyInt: true },
  text: { type: "text" },
  boolean: { type: "bool" },
  bool: { type: "bool" },
};

/**
 * For a plain column, returns that column's field; otherwise the field of the expression's type, or
 * JSON.
 */
function fieldOf(app: App, query: string, name: string, source = ""): Field {
  if (name === "id") return new Field(ID);
  if (/^count\(/i.test(source)) return new Field({ type: "number", name, onlyInt: true });
  if (/^total\(/i.test(source)) return new Field({ type: "number", name });
  const type = source.match(/^cast\s*\([\s\S]*\s+as\s+(\w+)\s*\)$/i)?.[1]?.toLowerCase() ?? "";
  if (CAST[type]) return new Field({ ...CAST[type], name });
  return columnField(app, query, name, source) ?? new Field({ type: "json", name, maxSize: 1 });
}

function columnField(app: App, query: string, name: string, source: string): Field | undefined {
  const [column, table] = source.split(".").reverse();
  const from = query.match(/\sfrom\s+[`"[{]*(\w+)/i)?.[1];
  const collection = app.findCachedCollection(table ?? from ?? "");
  const field = collection?.fields.getByName((column ?? "").replace(/[`"[\]]/g, ""));
  if (!collection || !field) return undefined;
  if (field.name === "id") {
    return new Field({ type: "relation", name, maxSelect: 1, collectionId: collection.id });
  }
  return new Field({ ...field.data(), id: "", name });
}

/** Returns the expression of each column, by the column's name. */
function sourcesOf(query: string): Map<string, string> {
  const [, list = ""] = query.match(/^\s*select\s+(?:distinct\s+)?([\s\S]*?)\s+from\s/i) ?? [];
  return new Map(
    splitTopLevel(list).map((part) => {
      const [, source = "", alias] = part.trim().match(/^([\s\S]*?)(?:\s+as\s+([`"\w]+))?$/i) ?? [];
      const name = (alias ?? source.split(".").at(-1) ?? "").replace(/[`"[\]]/g, "");
      return [name, source.trim()];
    }),
  );
}
