import { castBool, castInt, castNumber, castString, castStrings } from "../go/cast.ts";
import { DateTime } from "../go/datetime.ts";
import { GeoPoint } from "../go/geo-point.ts";
import { GO } from "../go/go.ts";
import type { Values } from "../go/values.ts";
import type { Collection } from "./collection.ts";
import type { Field } from "./fields/field.ts";
import { RECORD_SHAPE } from "./record-shape.ts";
import { RecordVisibility } from "./record-visibility.ts";
import { setterFor } from "./setters.ts";

/** core/record_model.go */
export class Record {
  static readonly [GO] = RECORD_SHAPE;
  id = "";
  readonly #collection: Collection;
  #original: Values = {};
  #data: Values = {};
  #visibility = new RecordVisibility();
  #saved = "";

  constructor(collection: Collection, data: Values = {}) {
    this.#collection = collection;
    for (const field of collection.fields.items) {
      if (field.name !== "id") this.#original[field.name] = field.prepare(undefined);
    }
    this.load(data);
  }

  /** Makes a record from a row of the database. */
  static stored(collection: Collection, row: Values): Record {
    const record = new Record(collection);
    for (const { name } of collection.fields.items) {
      if (name in row) record.#original[name] = row[name];
    }
    record.id = castString(row.id);
    record.markAsNotNew();
    return record;
  }

  collection = () => this.#collection;
  tableName = () => this.#collection.name;
  hookTags = () => [this.#collection.name, this.#collection.id];
  pk = () => this.id;
  lastSavedPK = () => this.#saved;
  isNew = () => this.#saved === "";
  isSuperuser = () => this.#collection.name === "_superusers";

  markAsNew(): void {
    this.#saved = "";
  }

  markAsNotNew(): void {
    this.#saved = this.id;
  }

  /** Returns the values that were last read from the database. A save does not change them. */
  original(): Record {
    const record = new Record(this.#collection);
    record.#original = { ...this.#original };
    if (this.#original.id !== undefined) {
      record.id = castString(this.#original.id);
      record.markAsNotNew();
    }
    return record;
  }

  fresh(): Record {
    const record = this.original();
    for (const { name } of this.#fields) record.setRaw(name, this.getRaw(name));
    return record;
  }

  clone(): Record {
    const record = this.original();
    record.id = this.id;
    record.#visibility = this.#visibility.copy();
    for (const [key, value] of Object.entries(this.#data)) record.setRaw(key, value);
    return record;
  }

  getRaw(key: string): unknown {
    if (key === "id") return this.id;
    const source = Object.hasOwn(this.#data, key) ? this.#data : this.#original;
    return Object.hasOwn(source, key) ? source[key] : null;
  }

  /** A stored password is not shown again (core/field_password.go, FindGetter). */
  get(key: string): unknown {
    const isStored = !Object.hasOwn(this.#data, key);
    const field = isStored && this.#collection.fields.getByName(key);
    return field && field.type() === "password" ? "" : this.getRaw(key);
  }

  getBool = (key: string) => castBool(this.get(key));
  getString = (key: string) => castString(this.get(key));
  getInt = (key: string) => castInt(this.get(key));
  getFloat = (key: string) => castNumber(this.get(key));
  getDateTime = (key: string) => DateTime.parse(this.get(key));
  getGeoPoint = (key: string) => GeoPoint.parse(this.get(key));
  getStringSlice = (key: string) => castStrings(this.get(key));
  email = () => this.getString("email");
  emailVisibility = () => this.getBool("emailVisibility");
  verified = () => this.getBool("verified");
  tokenKey = () => this.getString("tokenKey");
  setEmail = (value: string) => this.set("email", value);
  setPassword = (value: string) => this.set("password", value);
  validatePassword = (value: string) =>
    value !== "" && castString(this.getRaw("password")) === value;
  setVerified = (value: boolean) => this.set("verified", value);

  setRaw(key: string, value: unknown): void {
    if (key === "id") this.id = castString(value);
    this.#data[key] = value;
  }

  set(key: string, value: unknown): void {
    if (!this.setIfFieldExists(key, value)) this.setRaw(key, value);
  }

  /** Returns the field that took the value. `key` may have a modifier, as in `tags+`. */
  setIfFieldExists(key: string, value: unknown): Field | null {
    for (const field of this.#fields) {
      const set = setterFor(field, key);
      if (!set) continue;
      set(this, value);
      return field;
    }
    return null;
  }

  load(data: Values): void {
    for (const [key, value] of Object.entries(data)) this.set(key, value);
  }

  fieldsData(): Values {
    return Object.fromEntries(this.#fields.map(({ name }) => [name, this.get(name)]));
  }

  customData(): Values {
    const names = this.#collection.fields.fieldNames();
    return Object.fromEntries(Object.entries(this.#data).filter(([key]) => !names.includes(key)));
  }

  withCustomData(state: boolean): this {
    this.#visibility.withCustomData = state;
    return this;
  }

  ignoreEmailVisibility(state: boolean): this {
    this.#visibility.ignoreEmailVisibility = state;
    return this;
  }

  hide(...names: string[]): this {
    this.#visibility.set(names, false);
    return this;
  }

  unhide(...names: string[]): this {
    this.#visibility.set(names, true);
    return this;
  }

  publicExport(): Values {
    return this.#visibility.export(this);
  }

  toJSON(): Values {
    return this.publicExport();
  }

  get #fields(): readonly Field[] {
    return this.#collection.fields.items;
  }
}
