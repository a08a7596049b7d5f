import type { CollectionDefinition } from "../contract/extension.ts";
import { unknownName } from "../lib/nearest.ts";
import { type Applied, BY_HAND } from "./applied.ts";
import { isSame, plain } from "./plain.ts";

type Declared = NonNullable<CollectionDefinition["fields"]>[number];
/**
 * PocketBase's collection. Its JSON as a whole is the only one that has the types of the fields.
 */
interface Collection {
  fields: {
    addMarshaledJSON(json: string): void;
    addMarshaledJSONAt(position: number, json: string): void;
    getById(id: unknown): unknown;
  };
}

/** Adds the fields, or changes their options to the declared ones. */
export function updateFields(collection: Collection, declared: Declared[]): Applied[] {
  let existing = fieldsOf(collection);
  return declared.map((one) => {
    const applied = updateField(collection, existing, one);
    if (applied !== false) existing = fieldsOf(collection);
    return applied;
  });
}

function updateField(collection: Collection, existing: Declared[], declared: Declared): Applied {
  const { name } = declared;
  const before = optionsOf(existing, declared);
  if (!before) collection.fields.addMarshaledJSON(JSON.stringify(withFreeId(collection, declared)));
  const refusal = refusalOf(
    before ?? (optionsOf(fieldsOf(collection), declared) as Declared),
    declared,
  );
  if (refusal) return `The field "${name}": ${refusal}`;
  if (!before) return true;
  if (isSame(before, { ...declared, id: before.id })) return false;
  collection.fields.addMarshaledJSON(JSON.stringify({ ...before, ...declared, id: before.id }));
  // PocketBase has its own way to write some values, such as dates: read back, they may be the
  // same.
  return !isSame(optionsOf(fieldsOf(collection), declared), before);
}

/**
 * Puts the fields of the bundle's own collections into the declared order: the dashboard shows the
 * first ones as columns. Nothing changes in the table.
 */
export function orderFields(collection: Collection, declared: Declared[]): Applied {
  const existing = fieldsOf(collection);
  const sorted = [
    ...declared.flatMap((one) => optionsOf(existing, one) ?? []),
    ...existing.filter((one) => !declared.some(({ name }) => name === one.name)),
  ];
  const isId = ({ name }: Declared) => name === "id";
  const wanted = [...sorted.filter(isId), ...sorted.filter((one) => !isId(one))];
  if (wanted.every((one, i) => one.name === existing[i]?.name)) return false;
  // A field with a known id is moved.
  wanted.forEach((one, i) => {
    collection.fields.addMarshaledJSONAt(i, JSON.stringify(one));
  });
  return true;
}

/**
 * PocketBase makes an id of the type and the name, and replaces the field that has it: a field that
 * had this name once, and was renamed.
 */
function withFreeId({ fields }: Collection, declared: Declared): Declared {
  if (declared.id) return declared;
  const made = new Collection({ type: "base", fields: [declared] } as object);
  const id = optionsOf(fieldsOf(made as unknown as Collection), declared)?.id;
  return id !== undefined && fields.getById(id)
    ? { ...declared, id: $security.randomString(15) }
    : declared;
}

/** A field that has the declared id is that field, whatever its name: the declaration renames it. */
const optionsOf = (fields: Declared[], { id, name }: Declared): Declared | undefined =>
  fields.find((one) => one.id === id) ?? fields.find((one) => one.name === name);

const fieldsOf = (collection: Collection) => plain<{ fields: Declared[] }>(collection).fields;

/** Why the rows that are there could not live with the change. */
function refusalOf(current: Declared, declared: Declared): string | undefined {
  const { type, maxSelect, values } = declared as Declared & Record<string, unknown>;
  if (type !== current.type)
    return `It is of type ${current.type}, and ${type} is declared. ${BY_HAND}`;
  const unknown = Object.keys(declared).find((key) => !Object.hasOwn(current, key));
  if (unknown) return unknownName(`option of a ${type} field`, unknown, Object.keys(current));
  const known = (current.values ?? []) as string[];
  const gone = Array.isArray(values) ? known.filter((value) => !values.includes(value)) : [];
  if (gone.length > 0) {
    return `It has the values ${known.join(", ")}, and ${gone.join(", ")} is no longer declared. Rows may hold it. ${BY_HAND}`;
  }
  const isMultiple = (count: unknown) => Number(count ?? 0) > 1;
  if (maxSelect === undefined || isMultiple(maxSelect) || !isMultiple(current.maxSelect)) {
    return undefined;
  }
  return `It holds several values (maxSelect ${current.maxSelect}), and one is declared. ${BY_HAND}`;
}
