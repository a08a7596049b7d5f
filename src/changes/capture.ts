// The triggers of one collection, as SQL. They see every write: API, dashboard, cascade, `$app`, raw SQL.
import type { SourceField } from "../kernel/record.ts";
import { ACTIONS, type Action } from "./listen.ts";

type Field = SourceField & { isMultiple?(): boolean };
export interface CapturedCollection {
  id: string;
  name: string;
  type: string;
  fields: Iterable<Field>;
}

/**
 * What waits for the relay. A plain table with an integer key: SQLite compiles a trigger anew with every statement
 * that fires it, and this is a third of the cost of a collection.
 */
export const CAPTURED_TABLE = `CREATE TABLE IF NOT EXISTS bundle_captured (
  id INTEGER PRIMARY KEY, source TEXT, record TEXT, old TEXT, new TEXT, created TEXT)`;

/** What a trigger knows of the changes that it captures. */
export interface Source {
  /** The collection's id outlives a rename, its name is what the config knew it by. */
  collection: string;
  name: string;
  action: Action;
  /** How the relay reads what is no plain text or number, by field. */
  types: Record<string, "json" | "date" | "bool" | "number">;
}

/**
 * One row, which every trigger reads: when the server was last seen, and a null for each captured field.
 *
 * - After a crash, triggers stay behind. Without a server they stop by themselves, a week later.
 * - A field's name is looked up in the record's table and then here, so that a trigger that is left behind never stops a
 *   column from being dropped.
 */
export function serverTable(collections: CapturedCollection[]): string {
  // SQLite's names ignore case, PocketBase's do not.
  const names = new Map(
    collections.flatMap((one) => captured(one).map(({ name }) => [name.toLowerCase(), name])),
  );
  const columns = [`${SEEN} INTEGER`, ...[...names.values()].map((name) => `"${name}"`)];
  return `CREATE TABLE bundle_server (${columns.join(", ")})`;
}
/** No field can be called like this. */
export const SEEN = '"bundle.seen"';
const FROM_SERVER = `FROM bundle_server WHERE ${SEEN} > unixepoch() - 604800`;

const PREFIX = "pocketbundle_capture_";
export const TRIGGERS = `type = 'trigger' AND name GLOB '${PREFIX}*'`;
export const triggerPrefix = (collectionId: string) => `${PREFIX}${collectionId}_`;

/** By name: the triggers that capture these actions. */
export function triggersOf(collection: CapturedCollection, actions: Action[]): Map<string, string> {
  const used = ACTIONS.filter((action) => actions.includes(action));
  return new Map(
    used
      .flatMap((action) => BY_ACTION[action](collection))
      .map(([name, text]) => {
        const full = triggerPrefix(collection.id) + name;
        return [full, `CREATE TRIGGER "${full}" ${text}`] as const;
      }),
  );
}

type Trigger = readonly [name: string, text: string];
const BY_ACTION: Record<Action, (collection: CapturedCollection) => Trigger[]> = {
  create: (collection) => [
    [
      "create",
      `AFTER INSERT ON "${collection.name}" BEGIN ${insert(collection, "NEW", "create", "new")} END`,
    ],
  ],
  // The old row is there before the write and the new one after it: both are read from the table.
  update: (collection) => [
    [
      "update_old",
      `BEFORE UPDATE ON "${collection.name}" BEGIN ${insert(collection, "OLD", "update", "old")} END`,
    ],
    [
      "update_new",
      `AFTER UPDATE ON "${collection.name}" BEGIN UPDATE bundle_captured SET new = (SELECT ${rowOf(collection, "NEW")} ${FROM_SERVER}) WHERE id = (SELECT id FROM bundle_captured WHERE record = ${idOf("OLD")} AND source = '${sourceOf(collection, "update")}' AND new IS NULL ORDER BY id DESC LIMIT 1); END`,
    ],
  ],
  delete: (collection) => [
    [
      "delete",
      `BEFORE DELETE ON "${collection.name}" BEGIN ${insert(collection, "OLD", "delete", "old")} END`,
    ],
  ],
};

const insert = (
  collection: CapturedCollection,
  row: "OLD" | "NEW",
  action: Action,
  column: "old" | "new",
) =>
  `INSERT INTO bundle_captured (source, record, ${column}, created) SELECT '${sourceOf(collection, action)}', ${idOf(row)}, ${rowOf(collection, row)}, strftime('%Y-%m-%d %H:%M:%fZ') ${FROM_SERVER};`;

const idOf = (row: "OLD" | "NEW") => `CAST(${row}.id AS TEXT)`;

const captured = ({ fields }: CapturedCollection): Field[] =>
  [...fields].filter(
    ({ name, hidden, type }) => !hidden && type() !== "password" && name !== "tokenKey",
  );

/** SQLite takes 127 arguments of a function before 3.48. A wider row is a list of objects. */
const CHUNK = 60;

function rowOf(collection: CapturedCollection, row: "OLD" | "NEW"): string {
  const pairs = captured(collection).map((field) => `'${field.name}', ${jsonOf(field)}`);
  const objects: string[] = [];
  for (let i = 0; i < pairs.length; i += CHUNK) {
    objects.push(`json_object(${pairs.slice(i, i + CHUNK).join(", ")})`);
  }
  const json = objects.length === 1 ? objects[0] : `json_array(${objects.join(", ")})`;
  return `(SELECT ${json} FROM "${collection.name}" WHERE id = ${row}.id)`;
}

/** Every value is cast: one of another type, such as a BLOB from raw SQL, must not stop the write. */
function jsonOf(field: Field): string {
  const type = field.type();
  // SQLite writes a number with 15 digits where it is not told otherwise.
  if (type === "number") return `printf('%!.17g', "${field.name}")`;
  return `CAST("${field.name}" AS ${type === "bool" ? "INTEGER" : "TEXT"})`;
}

/** As JSON; no name in it can hold a quote. */
function sourceOf(collection: CapturedCollection, action: Action): string {
  const types: Source["types"] = {};
  for (const field of captured(collection)) {
    const type = field.type();
    if (type === "bool" || type === "number") types[field.name] = type;
    else if (type === "date" || type === "autodate") types[field.name] = "date";
    else if (type === "json" || type === "geoPoint" || field.isMultiple?.()) {
      types[field.name] = "json";
    }
  }
  const source: Source = { collection: collection.id, name: collection.name, action, types };
  return JSON.stringify(source);
}
