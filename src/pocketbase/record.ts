// A record's values as plain JavaScript, read through PocketBase's field types.
import type { Fields } from "./read-fields.ts";
import { note, recall, schemaVersion } from "./schema.ts";
import { exceeds, type SourceField, tooLarge } from "./sizes.ts";

interface SourceCollection {
  id: string;
  name: string;
  fields: Iterable<SourceField>;
}
/** The part of PocketBase's record that is read here. */
export interface SourceRecord {
  get(field: string): unknown;
  /** All fields, in one call. */
  fieldsData(): Record<string, unknown>;
  collection(): SourceCollection;
}
/**
 * It is looked up once per record, because finding a Go method costs twice as much as calling it.
 */
export type Get = (field: string) => unknown;
/** Turns what PocketBase stores into a plain value. */
type Read = (raw: unknown) => unknown;
type Values = Record<string, unknown>;

const GET = Symbol("get");
/** Whether the view reads no value that PocketBase is going to refuse for its size. */
const BOUNDED = Symbol("bounded");
interface View extends Values {
  [GET]: Get;
  [BOUNDED]?: boolean;
}

/** What a VM knows of a collection until the schema changes. */
export interface RecordSchema {
  version: string;
  /** PocketBase's field types, by field name. */
  types: Map<string, string>;
  /** The collections that relation fields point to (ids), by field name. */
  relations: Map<string, string>;
  /** See `sizeLimit`, by field name. */
  limits: Map<string, number>;
  /** The fields that API answers may show. */
  visible: string[];
  /** The prototype of the views, made with the first view. */
  prototype: object | undefined;
}
const schemas = new Map<string, RecordSchema>();

export function recordSchema(record: SourceRecord, collection: string): RecordSchema {
  const version = schemaVersion();
  const known = schemas.get(collection);
  if (known?.version === version) return known;
  const what = `.fields.${collection}`;
  const noted = recall(what, version);
  const fields: Fields = noted ? JSON.parse(noted) : firstFields(record);
  if (!noted) note(what, version, JSON.stringify(fields));
  const types = new Map(fields.types);
  const relations = new Map(fields.relations);
  const limits = new Map(fields.limits);
  const { visible } = fields;
  const schema = { version, types, relations, limits, visible, prototype: undefined };
  schemas.set(collection, schema);
  return schema;
}

/** The first VM of a process reads the fields, and notes them for the others. */
const firstFields = (record: SourceRecord): Fields =>
  lazy(import("./read-fields.ts")).readFields(record.collection().fields);

/**
 * A read-only view, as in `record.total`. Each field is read from PocketBase when it is used. A
 * bounded view throws for a value that is too large for its field (see `isTooLarge`).
 */
export function recordView(record: SourceRecord, collection: string, isBounded = false): Values {
  const schema = recordSchema(record, collection);
  schema.prototype ??= viewPrototype(schema);
  const view: View = Object.create(schema.prototype);
  view[GET] = record.get;
  if (isBounded) view[BOUNDED] = true;
  return view;
}

/** All visible fields at once, as a plain object that outlives the record. */
export function recordValues(record: SourceRecord, collection: string, isBounded: boolean): Values {
  const { visible } = recordSchema(record, collection);
  return copy(recordView(record, collection, isBounded), visible);
}

const copy = (view: Values, names: string[]) =>
  Object.fromEntries(names.map((name) => [name, view[name]]));

/** It has getters for all fields but passwords, which no handler may read. */
function viewPrototype({ types, visible, limits }: RecordSchema): object {
  const prototype = Object.create(null, {
    toJSON: {
      // A field may have this name.
      configurable: true,
      value(this: View) {
        return copy(this, visible);
      },
    },
  });
  for (const [name, type] of types) {
    if (type === "password") continue;
    const read = readerOf(type) ?? asItIs;
    const limit = limits.get(name);
    Object.defineProperty(prototype, name, {
      get(this: View) {
        const raw = this[GET](name);
        if (this[BOUNDED] && exceeds(raw, limit)) throw tooLarge();
        return read(raw);
      },
    });
  }
  return prototype;
}

const asItIs: Read = (raw) => raw;
/** PocketBase writes dates as `2026-11-24 06:15:36.123Z`. */
const readDate: Read = (raw) => String(raw).replace(" ", "T");
/** PocketBase keeps JSON as bytes. */
const readJson: Read = (raw) => {
  const text = String(raw) || "null";
  try {
    return JSON.parse(text);
  } catch {
    return lazy(import("./odd-json.ts")).oddJson(text);
  }
};
/** A list is copied, because PocketBase's own is a view of Go's memory. */
const readList: Read = (raw) => (Array.isArray(raw) ? raw.slice() : raw);
/** File names; an upload that is not stored yet has its name inside. */
const readFiles: Read = (raw) => {
  const nameOf = (file: unknown) => (file as { name?: string } | null)?.name ?? file;
  return Array.isArray(raw) ? raw.map(nameOf) : nameOf(raw);
};
const readPoint: Read = (raw) => {
  const { lon, lat } = raw as { lon: number; lat: number };
  return { lon, lat };
};

const READERS: Record<string, Read> = {
  date: readDate,
  autodate: readDate,
  json: readJson,
  select: readList,
  relation: readList,
  file: readFiles,
  geoPoint: readPoint,
};

/** Field types (`core/field_*.go`) without a reader have plain values already. */
export const readerOf = (type: string): Read | undefined => READERS[type];
