// core/collection_model.go, DBExport and PostScan: collections as rows of `_collections`
import { castString } from "../go/cast.ts";
import { DateTime } from "../go/datetime.ts";
import type { Values } from "../go/values.ts";
import type { Rows } from "../sql/cell.ts";
import { Collection } from "./collection.ts";

export const COLLECTIONS_TABLE = `CREATE TABLE {{_collections}} (
  [[id]] TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,
  [[system]] BOOLEAN DEFAULT FALSE NOT NULL,
  [[type]] TEXT DEFAULT "base" NOT NULL,
  [[name]] TEXT UNIQUE NOT NULL,
  [[fields]] JSON DEFAULT "[]" NOT NULL,
  [[indexes]] JSON DEFAULT "[]" NOT NULL,
  [[listRule]] TEXT DEFAULT NULL,
  [[viewRule]] TEXT DEFAULT NULL,
  [[createRule]] TEXT DEFAULT NULL,
  [[updateRule]] TEXT DEFAULT NULL,
  [[deleteRule]] TEXT DEFAULT NULL,
  [[options]] JSON DEFAULT "{}" NOT NULL,
  [[created]] TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL,
  [[updated]] TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL)`;

export function collectionRow(collection: Collection): Values {
  const { viewQuery } = collection;
  const { fields, indexes, viewQuery: _, ...rest } = { viewQuery, ...collection.toJSON() };
  const options = collection.isView() ? { viewQuery } : {};
  return {
    ...rest,
    fields: JSON.stringify(fields),
    indexes: JSON.stringify(indexes),
    options: JSON.stringify(options),
  };
}

export function collectionsOf({ columns, rows }: Rows): Collection[] {
  return rows.map((cells) => {
    const row = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    const parse = (name: string) => JSON.parse(castString(row[name]));
    const collection = new Collection({
      ...row,
      ...parse("options"),
      fields: parse("fields"),
      indexes: parse("indexes"),
    });
    collection.created = DateTime.parse(row.created);
    collection.updated = DateTime.parse(row.updated);
    collection.markAsNotNew();
    return collection;
  });
}
