// Brings a collection in the database to what an extension declares. What is missing is made, what
// differs is changed, and nothing is removed: what the declaration does not name belongs to
// somebody else.
import type { CollectionDefinition } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import { unknownName } from "../lib/nearest.ts";
import type { Problem } from "../lib/refusal.ts";
import { findCollection } from "../pocketbase/find.ts";
import { BY_HAND, type Change } from "./change.ts";
import { updateField } from "./fields.ts";
import { updateIndexes } from "./indexes.ts";
import { isSame, plain } from "./plain.ts";

type Found = NonNullable<ReturnType<typeof findCollection>>;

/**
 * Saves nothing when the collection is as declared. Returns what it refuses; nothing is saved then.
 */
export function provision(app: App, definition: CollectionDefinition, path: string): Problem[] {
  const existing = findCollection(app, definition.name);
  const collection = existing ?? newCollection(definition);
  const changes = changesTo(collection, definition);
  const problems = changes.filter((change) => typeof change === "string");
  if (problems.length > 0) return problems.map((message) => ({ path, message }));
  if (!existing || changes.includes(true)) app.save(collection);
  return [];
}

/**
 * Without its fields: PocketBase would leave out the ones that it does not understand, and say
 * nothing.
 */
const newCollection = (definition: CollectionDefinition) =>
  new Collection({ type: "base", ...definition, fields: [] } as object) as unknown as Found;

function changesTo(collection: Found, definition: CollectionDefinition): Change[] {
  const { name: _, type = "base", fields = [], indexes = [], ...options } = definition;
  if (type !== collection.type) {
    return [`The collection is of type ${collection.type}, and ${type} is declared. ${BY_HAND}`];
  }
  return [
    ...Object.entries(options).map(([key, value]) => updateOption(collection, key, value)),
    // PocketBase reads the fields of a view from its query.
    ...(type === "view" ? [] : fields.map((field) => updateField(collection, field))),
    updateIndexes(collection.indexes, indexes),
  ];
}

/** Rules, a view's query, an auth collection's options. */
function updateOption(collection: Found, key: string, value: unknown): Change {
  const current = plain<Record<string, unknown>>(collection);
  if (!Object.hasOwn(current, key)) {
    return unknownName("option of a collection", key, Object.keys(current));
  }
  if (isSame(current[key], value)) return false;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  (collection as unknown as Record<string, unknown>)[key] = isObject
    ? { ...(current[key] as object), ...value }
    : value;
  return true;
}
