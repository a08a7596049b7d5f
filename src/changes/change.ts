import { same } from "../kernel/same.ts";
import type { Source } from "./capture.ts";
import type { Change } from "./types.ts";

type Values = Record<string, unknown>;
/** As captured. A wide row is a list of objects. */
type Row = Values | Values[] | null;

/** A row of `bundle_captured`. */
export type Captured = [
  id: number,
  /** `Source` as JSON. */
  source: string,
  record: string,
  before: Row,
  after: Row,
  created: string,
];

export function changeOf(captured: Captured): Change {
  // By index: goja takes a list apart slowly, and this is once for every write.
  const { name, action, types } = sourceOf(captured);
  const created = captured[5];
  const before = valuesOf(captured[3], types);
  // A user's own trigger may have deleted the row before it was read.
  const record = valuesOf(captured[4], types) ?? before ?? { id: captured[2] };
  const isUpdate = action === "update" && before !== null;
  return {
    id: uniqueId(captured[0], created),
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

const sources = new Map<string, Source>();

/** Of the trigger that captured it. The same few texts come again and again. */
export function sourceOf(captured: Captured): Source {
  const text = captured[1];
  let source = sources.get(text);
  if (!source) {
    source = JSON.parse(text) as Source;
    sources.set(text, source);
  }
  return source;
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
