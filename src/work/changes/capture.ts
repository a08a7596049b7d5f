// The triggers of one collection, as SQL. They see every write: API, dashboard, cascade, `$app`,
// raw SQL.
import { OWN } from "../../pocketbase/own-triggers.ts";
import type { Action } from "./listen.ts";
import { type CapturedCollection, captured, rowOf } from "./row-json.ts";

/** What a trigger knows of the changes that it captures. */
export interface Source {
  /** The collection's id, which outlives a rename. `name` is the name in the config. */
  collection: string;
  name: string;
  action: Action;
}

/**
 * One row with a null for each captured field. A trigger looks a field's name up in the record's
 * table first, and then here. So a trigger that a crash has left never keeps a column from being
 * dropped.
 */
export function fieldsTable(collections: CapturedCollection[]): string {
  // SQLite's names ignore case, PocketBase's do not.
  const names = new Map([
    ["id", "id"],
    ...collections.flatMap((one) =>
      captured(one).map(({ name }) => [name.toLowerCase(), name] as const),
    ),
  ]);
  return `CREATE TABLE bundle_fields (${[...names.values()].map((name) => `"${name}"`).join(", ")})`;
}

export const CAPTURE = `${OWN}capture_`;
export const triggerPrefix = (collectionId: string) => `${CAPTURE}${collectionId}_`;

/**
 * The triggers that capture these actions, by name. They stop at `until`, in seconds since 1970.
 */
export function triggersOf(
  collection: CapturedCollection,
  actions: Action[],
  until: number,
): Map<string, string> {
  return new Map(
    capturedFor(actions).map((action) => {
      const { event, columns, values } = BY_ACTION[action](collection);
      const when = actions.includes(action) ? "" : ` AND ${SOMETHING_WAITS}`;
      const name = triggerPrefix(collection.id) + action;
      return [
        name,
        `CREATE TRIGGER "${name}" ${event} ON "${collection.name}" WHEN unixepoch() < ${until}${when} BEGIN INSERT INTO bundle_captured (source, ${columns}, created) VALUES ('${sourceOf(collection, action)}', ${values}, strftime('%Y-%m-%d %H:%M:%fZ')); END`,
      ] as const;
    }),
  );
}

/**
 * Later changes are captured even without a listener, because their old rows are the new rows of
 * waiting changes.
 */
function capturedFor(actions: Action[]): Action[] {
  if (actions.includes("create")) return ["create", "update", "delete"];
  return actions.includes("update") ? ["update", "delete"] : ["delete"];
}
const SOMETHING_WAITS = "EXISTS (SELECT 1 FROM bundle_captured)";

interface Trigger {
  event: string;
  columns: string;
  values: string;
}
const BY_ACTION: Record<Action, (collection: CapturedCollection) => Trigger> = {
  create: () => ({ event: "AFTER INSERT", columns: "record", values: "NEW.id" }),
  update: (collection) => ({
    event: "BEFORE UPDATE",
    columns: "record, old, new",
    values: `${oldOf(collection)}, '=' || NULLIF(NEW.id, OLD.id)`,
  }),
  delete: (collection) => ({
    event: "BEFORE DELETE",
    columns: "record, old",
    values: oldOf(collection),
  }),
};

const oldOf = (collection: CapturedCollection) =>
  `OLD.id, (SELECT ${rowOf(collection, `"bundle.row"._rowid_ = OLD._rowid_`)} FROM bundle_fields)`;

/** JSON in quotes of SQL, since no name in it can contain a quote. */
function sourceOf({ id, name }: CapturedCollection, action: Action): string {
  const source: Source = { collection: id, name, action };
  return JSON.stringify(source);
}
