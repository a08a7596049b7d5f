// The triggers of one collection, as SQL. They see every write: API, dashboard, cascade, `$app`, raw SQL.
import type { SourceField } from "../kernel/record.ts";
import { ACTIONS, type Action } from "./listen.ts";

export interface CapturedCollection {
  id: string;
  name: string;
  fields: Iterable<SourceField & { isMultiple?(): boolean }>;
}

const PREFIX = "bundle_";
export const TRIGGERS = `type = 'trigger' AND name LIKE '${PREFIX}%'`;

/** By name: the triggers that capture these actions. */
export function triggersOf(collection: CapturedCollection, actions: Action[]): Map<string, string> {
  const texts = ACTIONS.filter((action) => actions.includes(action)).flatMap((action) =>
    BY_ACTION[action](collection, rowOf(collection)),
  );
  return new Map(
    texts.map(({ name, text }) => {
      const full = `${PREFIX}${collection.id}_${name}`;
      return [full, `CREATE TRIGGER "${full}" ${text}`];
    }),
  );
}

type Row = (which: "OLD" | "NEW") => string;
const BY_ACTION: Record<
  Action,
  (collection: CapturedCollection, row: Row) => { name: string; text: string }[]
> = {
  create: (collection, row) => [
    {
      name: "create",
      text: `AFTER INSERT ON "${collection.name}" ${LIVE} BEGIN ${insert(collection, "NEW.id", "create", "new", row("NEW"))} END`,
    },
  ],
  // The old row is read before the write, and the new one after it: no column is named, see `rowOf`.
  update: (collection, row) => [
    {
      name: "update_old",
      text: `BEFORE UPDATE ON "${collection.name}" ${LIVE} BEGIN ${insert(collection, "OLD.id", "update", "old", row("OLD"))} END`,
    },
    {
      name: "update_new",
      text: `AFTER UPDATE ON "${collection.name}" ${LIVE} BEGIN UPDATE bundle_changes SET new = ${row("NEW")} WHERE rowid = (SELECT rowid FROM bundle_changes WHERE record = OLD.id AND collection = '${collection.id}' AND action = 'update' AND new IS NULL ORDER BY rowid DESC LIMIT 1); END`,
    },
  ],
  delete: (collection, row) => [
    {
      name: "delete",
      text: `BEFORE DELETE ON "${collection.name}" ${LIVE} BEGIN ${insert(collection, "OLD.id", "delete", "old", row("OLD"))} END`,
    },
  ],
};

/**
 * After a crash, triggers stay behind. Without a server that empties the table they stop by themselves: a day
 * after its last sign of life, once some changes wait. (Both: a clock that is put forward loses nothing.)
 */
const LIVE =
  "WHEN EXISTS (SELECT 1 FROM bundle_workers WHERE id = 'server' AND seen > unixepoch() - 86400) OR (SELECT COALESCE(max(rowid) - min(rowid), 0) FROM bundle_changes) < 10000";

const insert = (
  { id, name }: CapturedCollection,
  record: string,
  action: Action,
  column: "old" | "new",
  row: string,
) =>
  `INSERT INTO bundle_changes (collection, name, record, action, ${column}, status, created) VALUES ('${id}', '${name}', ${record}, '${action}', ${row}, 'queued', strftime('%Y-%m-%d %H:%M:%fZ'));`;

/** SQLite takes 127 arguments of a function before 3.48. A wider row is a list of objects. */
const CHUNK = 60;

/**
 * A row as JSON, by a query that names no column of the table: each name is looked up in the row first and then in a
 * row of nulls around it. So a trigger that is left behind never stops a column from being dropped.
 */
function rowOf(collection: CapturedCollection): Row {
  const captured = [...collection.fields].filter(
    ({ name, hidden, type }) => !hidden && type() !== "password" && name !== "tokenKey",
  );
  const pairs = captured.map((field) => `'${field.name}', ${jsonOf(field)}`);
  const objects: string[] = [];
  for (let i = 0; i < pairs.length; i += CHUNK) {
    objects.push(`json_object(${pairs.slice(i, i + CHUNK).join(", ")})`);
  }
  const json = objects.length === 1 ? objects[0] : `json_array(${objects.join(", ")})`;
  const nulls = captured.map(({ name }) => `NULL AS "${name}"`).join(", ");
  return (which) =>
    `(SELECT (SELECT ${json} FROM (SELECT * FROM "${collection.name}" WHERE id = ${which}.id)) FROM (SELECT ${nulls}))`;
}

/** Every value is cast: one of another type, such as a BLOB from raw SQL, must not stop the write. */
function jsonOf(field: SourceField & { isMultiple?(): boolean }): string {
  const column = `"${field.name}"`;
  const text = `CAST(${column} AS TEXT)`;
  const type = field.type();
  if (type === "number") return `CAST(${column} AS REAL)`;
  if (type === "bool") return `json(iif(${column}, 'true', 'false'))`;
  if (type === "date" || type === "autodate") return `replace(${text}, ' ', 'T')`;
  const isJson = type === "json" || type === "geoPoint" || field.isMultiple?.();
  return isJson ? `iif(json_valid(${text}), json(${text}), ${text})` : text;
}
