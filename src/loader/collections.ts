// Brings a collection in the database to what an extension declares. What is missing is made, what
// differs is changed, and nothing is removed: what the declaration does not name belongs to
// somebody else.
import type { CollectionDefinition } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import { unknownName } from "../lib/nearest.ts";
import type { Problem } from "../lib/refusal.ts";
import { findCollection } from "../pocketbase/find.ts";
import { type Applied, BY_HAND } from "./applied.ts";
import { orderFields, updateFields } from "./fields.ts";
import { updateIndexes } from "./indexes.ts";
import { plain } from "./plain.ts";

type Found = NonNullable<ReturnType<typeof findCollection>>;

/**
 * Saves nothing when the collection is as declared. Returns what it refuses; nothing is saved then.
 */
export function provision(app: App, declared: CollectionDefinition, path: string): Problem[] {
  // As JSON: an option that is undefined is not declared.
  const definition = plain<CollectionDefinition>(declared);
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

/** These are in what PocketBase exports, and say nothing of how a collection is to be. */
const FACTS = ["id", "name", "created", "updated"];

function changesTo(collection: Found, definition: CollectionDefinition): Applied[] {
  const { type = collection.type, fields = [], indexes = [], ...rest } = definition;
  if (type !== collection.type) {
    return [`The collection is of type ${collection.type}, and ${type} is declared. ${BY_HAND}`];
  }
  const options = Object.entries(rest).filter(([key]) => !FACTS.includes(key));
  const known = Object.keys(plain<object>(collection));
  return [
    ...options.map(([key, value]) => updateOption(collection, known, key, value)),
    // PocketBase reads the fields of a view from its query.
    ...(type === "view" ? [] : updateFields(collection, idsFirst(fields))),
    ...(type === "base" && definition.system ? [orderFields(collection, fields)] : []),
    updateIndexes(collection.indexes, indexes),
  ];
}

/** A field that its id names may have had the name of one that is added. */
const idsFirst = (fields: NonNullable<CollectionDefinition["fields"]>) =>
  fields.toSorted((a, b) => Number(!a.id) - Number(!b.id));

/** Rules, a view's query, an auth collection's options. */
function updateOption(collection: Found, known: string[], key: string, value: unknown): Applied {
  if (!known.includes(key)) return unknownName("option of a collection", key, known);
  return assign(collection as unknown as Values, { [key]: value });
}

type Values = Record<string, unknown>;

/**
 * Sets what differs, one value at a time: PocketBase's JSON leaves secrets out, so an object that
 * went through it would lose them. Returns whether anything differed.
 */
function assign(target: Values, declared: Values): boolean {
  let differs = false;
  for (const [key, value] of Object.entries(declared)) {
    if (isNamedList(value) && align(target, key, value)) differs = true;
    const current = target[key];
    if (isAlike(current, value)) differs = assign(current, value as Values) || differs;
    else if (JSON.stringify(current) !== JSON.stringify(value)) {
      target[key] = value;
      differs = true;
    }
  }
  return differs;
}

const isNamedList = (value: unknown): value is Values[] =>
  Array.isArray(value) && value.every((one) => typeof one?.name === "string");

/** Entries with names, such as OAuth2 providers, keep what is theirs in another order too. */
function align(target: Values, key: string, declared: Values[]): boolean {
  const current = [...((target[key] ?? []) as Values[])];
  const aligned = declared.map(
    ({ name }, i) => current.find((one) => one.name === name) ?? declared[i],
  );
  const isAligned =
    aligned.length === current.length && aligned.every((one, i) => one === current[i]);
  if (!isAligned) target[key] = aligned;
  return !isAligned;
}

/** Objects, and lists of the same length, are compared by their parts. */
function isAlike(current: unknown, value: unknown): current is Values {
  const areObjects = typeof current === "object" && typeof value === "object";
  if (!areObjects || current === null || value === null) return false;
  return !Array.isArray(value) || (current as unknown[]).length === value.length;
}
