import type { Change } from "../../contract/changes.ts";
import { same } from "../../lib/same.ts";
import type { Source } from "./capture.ts";
import { type Row, valuesOf } from "./row-json.ts";

/** A row of `bundle_captured`. */
export type Captured = [
  id: number,
  /** `Source` as JSON. */
  source: string,
  record: string,
  before: Row | null,
  after: Row | null,
  created: string,
  /** The record's new id, if the change is of the id. */
  movedTo?: string | null,
];

export function changeOf(captured: Captured): Change {
  // The values are read by index, because goja takes a list apart slowly.
  const { name, action } = sourceOf(captured);
  const created = captured[5];
  const before = captured[3] && valuesOf(captured[3]);
  // Only the id is known of a row that `INSERT OR REPLACE` has replaced.
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

/** The source of a change. It is parsed once, because the same few texts come again and again. */
export function sourceOf(captured: Captured): Source {
  const text = captured[1];
  let source = sources.get(text);
  if (!source) {
    source = JSON.parse(text) as Source;
    sources.set(text, source);
  }
  return source;
}

/** Adds the time, because SQLite counts from 1 again when the table was empty. */
const uniqueId = (id: number, created: string) =>
  `${Date.parse(created.replace(" ", "T")).toString(36)}${id.toString(36).padStart(6, "0")}`;
