// Reads a collection's fields from Go, which takes milliseconds.
import type { SourceField } from "./sizes.ts";

/** A `RecordSchema` in the form that JSON can hold. */
export interface Fields {
  types: [name: string, type: string][];
  relations: [name: string, collection: string][];
  limits: [name: string, length: number][];
  visible: string[];
}

export function readFields(fields: Iterable<SourceField>): Fields {
  const found: Fields = { types: [], relations: [], limits: [], visible: [] };
  for (const field of fields) {
    const { name } = field;
    const type = field.type();
    found.types.push([name, type]);
    const limit = sizeLimit(field);
    if (limit) found.limits.push([name, limit]);
    if (type === "relation" && field.collectionId) found.relations.push([name, field.collectionId]);
    if (!field.hidden && type !== "password") found.visible.push(name);
  }
  return found;
}

const KB = 1024;
/** A text of so many characters has at most twice as many UTF-16 units. */
const units = (characters: number) => 2 * characters;
const several = ({ maxSelect = 1 }: SourceField) => (maxSelect > 1 ? maxSelect : undefined);
const SIZE_LIMITS: Record<string, (field: SourceField) => number | undefined> = {
  // An id that is saved may be longer, because PocketBase does not check it again.
  text: ({ max, primaryKey }) => (primaryKey ? undefined : units(max || 5000)),
  password: ({ max }) => units(max || 71),
  editor: ({ maxSize }) => maxSize || 5 * KB * KB,
  json: ({ maxSize }) => maxSize || KB * KB,
  select: several,
  relation: several,
  file: several,
};

/**
 * The `length` above which PocketBase refuses a field's raw value: bytes of JSON, UTF-16 units of a
 * text, values of a list (`ValidateValue` in `core/field_*.go`, with its defaults).
 */
export const sizeLimit = (field: SourceField) => SIZE_LIMITS[field.type()]?.(field);
