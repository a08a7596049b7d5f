import type { CollectionDefinition } from "../contract/extension.ts";
import { unknownName } from "../lib/nearest.ts";
import { BY_HAND, type Change } from "./change.ts";
import { isSame, plain } from "./plain.ts";

type Declared = NonNullable<CollectionDefinition["fields"]>[number];
/**
 * PocketBase's collection. Its JSON as a whole is the only one that has the types of the fields.
 */
interface Collection {
  fields: { addMarshaledJSON(json: string): void };
}

/** Adds the field, or changes its options to the declared ones. */
export function updateField(collection: Collection, declared: Declared): Change {
  const { name } = declared;
  const before = optionsOf(collection, name);
  if (!before) collection.fields.addMarshaledJSON(JSON.stringify(declared));
  const current = before ?? optionsOf(collection, name);
  const refusal = current ? refusalOf(current, declared) : unknownType(declared);
  if (refusal) return `The field "${name}": ${refusal}`;
  if (!before) return true;
  if (isSame(before, declared)) return false;
  collection.fields.addMarshaledJSON(JSON.stringify({ ...before, ...declared }));
  // PocketBase has its own way to write some values, such as dates: read back, they may be the
  // same.
  return !isSame(optionsOf(collection, name), before);
}

const unknownType = ({ type }: Declared) => `PocketBase has no fields of the type "${type}".`;

const optionsOf = (collection: Collection, name: string) =>
  plain<{ fields: Declared[] }>(collection).fields.find((field) => field.name === name);

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
