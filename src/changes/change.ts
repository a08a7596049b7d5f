import { same } from "../kernel/same.ts";
import type { Source } from "./capture.ts";
import type { Change } from "./types.ts";

type Values = Record<string, unknown>;
/** As captured. A wide row is a list of objects. */
type Row = Values | Values[] | null;

/** A row of `bundle_captured`. */
export type Captured = [
  id: number,
  source: Source,
  record: string,
  before: Row,
  after: Row,
  created: string,
];

export function changeOf(captured: Captured): Change {
  const [id, { name, action, types }, recordId, old, next, created] = captured;
  const before = valuesOf(old, types);
  // A user's own trigger may have deleted the row before it was read.
  const record = valuesOf(next, types) ?? before ?? { id: recordId };
  const isUpdate = action === "update" && before !== null;
  return {
    id: uniqueId(id, created),
    collection: name,
    action,
    record,
    before: isUpdate ? before : null,
    changed: isUpdate
      ? Object.keys(record).filter((field) => !same(record[field], before[field]))
      : [],
    at: created.replace(" ", "T"),
  };
}

/** SQLite counts anew when the table was empty; not within a millisecond. */
const uniqueId = (id: number, created: string) =>
  `${Date.parse(created.replace(" ", "T")).toString(36)}${id.toString(36).padStart(6, "0")}`;

function valuesOf(row: Row, types: Source["types"]): Values | null {
  if (!row) return null;
  // A copy: what was captured may have to be read once more.
  const values: Values = Array.isArray(row) ? Object.assign({}, ...row) : { ...row };
  for (const field in types) {
    const type = types[field] as Source["types"][string];
    if (Object.hasOwn(values, field)) values[field] = READ[type](values[field]);
  }
  return values;
}

const READ: Record<Source["types"][string], (value: unknown) => unknown> = {
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
