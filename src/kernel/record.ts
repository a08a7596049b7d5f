// A record's values as plain JavaScript, read through PocketBase's field types.

/** The part of PocketBase's record that is read here. */
export interface SourceRecord {
  get(field: string): unknown;
  getString(field: string): string;
  collection(): SourceCollection;
}
interface SourceCollection {
  name: string;
  id: string;
  updated: { string(): string };
  fields: Iterable<SourceField>;
}
interface SourceField {
  name: string;
  hidden: boolean;
  type(): string;
}
type Read = (record: SourceRecord, field: string) => unknown;
type Values = Record<string, unknown>;

const RECORD = Symbol("record");

/** The read-only view `record.total`: a field is read when asked for. */
export function recordView(record: SourceRecord): Values {
  const view = Object.create(viewPrototype(record.collection()));
  view[RECORD] = record;
  return view;
}

/** All visible fields at once, as a plain object that outlives the record. */
export function recordValues(record: SourceRecord): Values {
  const view = recordView(record);
  return Object.fromEntries(fieldNames(view).map((name) => [name, view[name]]));
}

interface Prototype {
  version: string;
  prototype: object;
}
/** By collection id. One VM sees few collections, and each only when its schema changes. */
const prototypes = new Map<string, Prototype>();
const NAMES = Symbol("names");
const fieldNames = (view: Values) => (view as unknown as { [NAMES]: string[] })[NAMES];

function viewPrototype(collection: SourceCollection): object {
  const version = collection.updated.string();
  const known = prototypes.get(collection.id);
  if (known?.version === version) return known.prototype;
  const prototype = makePrototype(collection);
  prototypes.set(collection.id, { version, prototype });
  return prototype;
}

function makePrototype(collection: SourceCollection): object {
  const prototype = Object.create(null);
  const names: string[] = [];
  Object.defineProperty(prototype, NAMES, { value: names });
  Object.defineProperty(prototype, "toJSON", {
    value(this: Values) {
      return Object.fromEntries(names.map((name) => [name, this[name]]));
    },
  });
  for (const field of collection.fields) {
    const read = readers[field.type()] ?? readText;
    if (field.type() === "password") continue;
    const { name } = field;
    if (!field.hidden) names.push(name);
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: { [RECORD]: SourceRecord }) {
        return read(this[RECORD], name);
      },
    });
  }
  return prototype;
}

const readText: Read = (record, field) => record.getString(field);
const readAsIs: Read = (record, field) => record.get(field);
/** PocketBase writes `2026-11-24 06:15:36.123Z`. */
const readDate: Read = (record, field) => record.getString(field).replace(" ", "T");
const readJson: Read = (record, field) => {
  const text = record.getString(field);
  return text === "" ? null : JSON.parse(text);
};
/** One text, or a copy of the list: PocketBase's own is a view on Go's memory. */
const readList: Read = (record, field) => {
  const value = record.get(field);
  return Array.isArray(value) ? [...value] : value;
};
/** File names; an upload that is not stored yet has its name inside. */
const readFiles: Read = (record, field) => {
  const nameOf = (file: unknown) => (file as { name?: string } | null)?.name ?? file;
  const value = record.get(field);
  return Array.isArray(value) ? value.map(nameOf) : nameOf(value);
};
const readPoint: Read = (record, field) => {
  const { lon, lat } = record.get(field) as { lon: number; lat: number };
  return { lon, lat };
};

/** By PocketBase's field type (`core/field_*.go`); what is not here is text. */
const readers: Record<string, Read> = {
  number: readAsIs,
  bool: readAsIs,
  date: readDate,
  autodate: readDate,
  json: readJson,
  select: readList,
  relation: readList,
  file: readFiles,
  geoPoint: readPoint,
};
