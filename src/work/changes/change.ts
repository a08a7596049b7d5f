import type { Change } from "../../contract/changes.ts";
import { same } from "../../lib/same.ts";
import type { Source } from "./capture.ts";
import { type Row, valuesOf } from "./row.ts";

/** A row of `bundle_captured`. */
export type Captured = [
  id: number,
  /** `Source` as JSON. */
  source: string,
  record: string,
  before: Row | null,
  after: Row | null,
  created: string,
];

export function changeOf(captured: Captured): Change {
  // By index: goja takes a list apart slowly, and this is once for every write.
  const { name, action } = sourceOf(captured);
  const created = captured[5];
  const before = captured[3] && valuesOf(captured[3]);
  // What `INSERT OR REPLACE` has replaced is nowhere to be read.
  const record = (captured[4] && valuesOf(captured[4])) ?? before ?? { id: captured[2] };
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
