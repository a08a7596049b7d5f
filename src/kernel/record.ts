// A record's values as plain JavaScript, read through PocketBase's field types.
import { schemaVersion } from "./schema.ts";

/** The part of PocketBase's record that is read here. */
export interface SourceRecord {
  get(field: string): unknown;
  collection(): { fields: Iterable<{ name: string; hidden: boolean; type(): string }> };
}
/** Bound once per record: looking a Go method up costs twice as much as calling it. */
type Get = (field: string) => unknown;
type Read = (get: Get, field: string) => unknown;
type Values = Record<string, unknown>;

const GET = Symbol("get");
const NAMES = Symbol("names");
interface View extends Values {
  [GET]: Get;
  [NAMES]: string[];
}

/** The read-only view `record.total`: a field is read when asked for. */
export function recordView(record: SourceRecord, collection: string): Values {
  const view: View = Object.create(viewPrototype(record, collection));
  view[GET] = record.get;
  return view;
}

/** All visible fields at once, as a plain object that outlives the record. */
export const recordValues = (record: SourceRecord, collection: string): Values =>
  copy(recordView(record, collection) as View);

const copy = (view: View) => Object.fromEntries(view[NAMES].map((name) => [name, view[name]]));

/** By collection name, for as long as the schema stays as it is. */
const prototypes = new Map<string, { version: string; prototype: object }>();

function viewPrototype(record: SourceRecord, collection: string): object {
  const version = schemaVersion();
  const known = prototypes.get(collection);
  if (known?.version === version) return known.prototype;
  const prototype = makePrototype(record);
  prototypes.set(collection, { version, prototype });
  return prototype;
}

function makePrototype(record: SourceRecord): object {
  const names: string[] = [];
  const prototype = Object.create(null, {
    [NAMES]: { value: names },
    toJSON: {
      value(this: View) {
        return copy(this);
      },
    },
  });
  for (const field of record.collection().fields) {
    const { name } = field;
    const type = field.type();
    if (type === "password") continue;
    if (!field.hidden) names.push(name);
    const read = readers[type] ?? readAsIs;
    Object.defineProperty(prototype, name, {
      get(this: View) {
        return read(this[GET], name);
      },
    });
  }
  return prototype;
}

const readAsIs: Read = (get, field) => get(field);
/** PocketBase writes `2026-11-24 06:15:36.123Z`. */
const readDate: Read = (get, field) => String(get(field)).replace(" ", "T");
/** PocketBase keeps JSON as bytes. */
const readJson: Read = (get, field) => JSON.parse(String(get(field)) || "null");
/** One text, or a copy of the list: PocketBase's own is a view on Go's memory. */
const readList: Read = (get, field) => {
  const value = get(field);
  return Array.isArray(value) ? value.slice() : value;
};
/** File names; an upload that is not stored yet has its name inside. */
const readFiles: Read = (get, field) => {
  const nameOf = (file: unknown) => (file as { name?: string } | null)?.name ?? file;
  const value = get(field);
  return Array.isArray(value) ? value.map(nameOf) : nameOf(value);
};
const readPoint: Read = (get, field) => {
  const { lon, lat } = get(field) as { lon: number; lat: number };
  return { lon, lat };
};

/** By PocketBase's field type (`core/field_*.go`); what is not here is plain already. */
const readers: Record<string, Read> = {
  date: readDate,
  autodate: readDate,
  json: readJson,
  select: readList,
  relation: readList,
  file: readFiles,
  geoPoint: readPoint,
};
