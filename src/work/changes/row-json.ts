// A record's row as JSON: made by SQL, read by JavaScript.
import type { SourceField } from "../../pocketbase/sizes.ts";

type Field = SourceField & { isMultiple?(): boolean };
export interface CapturedCollection {
  id: string;
  name: string;
  type: string;
  fields: Iterable<Field>;
}

/**
 * An object like `{ "title": "a", "price:number": "1.5" }`. A wide row is a list of such objects.
 */
export type Row = Record<string, unknown> | Record<string, unknown>[];

/**
 * The type of a field that is no plain text. It follows a colon, which no field's name contains.
 */
type FieldType = "bool" | "number" | "date" | "json";

export const captured = ({ fields }: CapturedCollection): Field[] =>
  [...fields].filter(
    ({ name, hidden, type }) => !hidden && type() !== "password" && name !== "tokenKey",
  );

/** SQLite takes 127 arguments of a function before 3.48. A wider row is a list of objects. */
const CHUNK = 60;

/**
 * SQL for the row that `condition` finds. An alias hides the collection's name, which may be `old`
 * or `new`.
 */
export function rowOf(collection: CapturedCollection, condition: string): string {
  const pairs = captured(collection).map(pairOf);
  const objects: string[] = [];
  for (let i = 0; i < pairs.length; i += CHUNK) {
    objects.push(`json_object(${pairs.slice(i, i + CHUNK).join(", ")})`);
  }
  const json = objects.length === 1 ? objects[0] : `json_array(${objects.join(", ")})`;
  return `(SELECT ${json} FROM "${collection.name}" AS "bundle.row" WHERE ${condition})`;
}

function pairOf(field: Field): string {
  const { name } = field;
  const type = typeOf(field);
  return `'${type ? `${name}:${type}` : name}', ${jsonOf(name, type)}`;
}

function typeOf(field: Field): FieldType | undefined {
  const type = field.type();
  if (type === "bool" || type === "number" || type === "date") return type;
  if (type === "autodate") return "date";
  return type === "json" || type === "geoPoint" || field.isMultiple?.() ? "json" : undefined;
}

/**
 * Every value is cast, because one of another type, such as a BLOB from raw SQL, would stop the
 * write.
 */
function jsonOf(name: string, type: FieldType | undefined): string {
  // By default, SQLite writes a number with 15 digits.
  if (type === "number") return `printf('%!.17g', "${name}")`;
  return `CAST("${name}" AS ${type === "bool" ? "INTEGER" : "TEXT"})`;
}

export function valuesOf(row: Row): Record<string, unknown> {
  const all = Array.isArray(row) ? Object.assign({}, ...row) : row;
  const values: Record<string, unknown> = {};
  for (const key in all) {
    const at = key.indexOf(":");
    if (at < 0) values[key] = all[key];
    else values[key.slice(0, at)] = READ[key.slice(at + 1) as FieldType](all[key]);
  }
  return values;
}

const READ: Record<FieldType, (value: unknown) => unknown> = {
  bool: (value) => value === 1,
  number: Number,
  date: (value) => (typeof value === "string" ? value.replace(" ", "T") : value),
  json: (value) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      // Raw SQL can leave any text in a JSON column.
      return value;
    }
  },
};
