import { crc32 } from "node:zlib";
import { castString } from "../go/cast.ts";
import { DateTime } from "../go/datetime.ts";
import { NotMockedError } from "../go/failures.ts";
import { GO, type GoShape, goType } from "../go/go.ts";
import { SURFACE } from "../goja/surface.ts";
import type { FieldOptions } from "./fields/field-options.ts";
import { FIELD_TYPES } from "./fields/types-by-name.ts";

type Rule = string | null;
const checksum = (text: string) => String(crc32(text));
const COMMON = { name: "", id: "", system: false, hidden: false, presentable: false, help: "" };

/** Returns the options of a type, because not every type has all of the common ones. */
function defaultsOf(type: string): FieldOptions {
  const known = defaults.get(type);
  if (known) return known;
  const found = FIELD_TYPES[type];
  if (!found) throw new NotMockedError(`the field type "${type}"`);
  const all = { ...COMMON, ...found.options };
  const names = SURFACE[`Field_${type}`] ?? [];
  const own = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  defaults.set(type, own);
  return own;
}
const defaults = new Map<string, FieldOptions>();

const shapes = new Map<string, GoShape>();

function shapeOfType(type: string): GoShape {
  const known = shapes.get(type);
  if (known) return known;
  const shape = goType({
    name: `${type} field`,
    type: `Field_${type}`,
    fields: Object.keys(defaultsOf(type)),
    methods: [
      ...["type", "getName", "getId", "getHidden", "getSystem"],
      ...(SURFACE[`Field_${type}`]?.includes("isMultiple") ? ["isMultiple"] : []),
    ],
  });
  shapes.set(type, shape);
  return shape;
}

/** core/field.go and its types: the options are properties, as in Go. */
export class Field {
  readonly [GO]: GoShape;
  readonly #type: string;
  declare name: string;
  declare id: string;
  declare system: boolean;
  declare hidden: boolean;

  constructor(data: FieldOptions) {
    this.#type = castString(data.type);
    const known = defaultsOf(this.#type);
    const given = Object.entries(data).filter(
      ([key, value]) => key in known && value !== undefined,
    );
    Object.assign(this, known, Object.fromEntries(given));
    this[GO] = shapeOfType(this.#type);
  }

  type = () => this.#type;
  getName = () => this.name;
  getId = () => this.id;
  getHidden = () => this.hidden;
  getSystem = () => this.system;
  isMultiple = () => Number(this.options.maxSelect ?? 0) > 1;

  get options(): FieldOptions {
    return this as unknown as FieldOptions;
  }

  prepare(value: unknown): unknown {
    return (FIELD_TYPES[this.#type] as (typeof FIELD_TYPES)[string]).prepare(value, this.options);
  }

  /** The field as the API shows it: goja's JSON of a field lacks its type. */
  data(): FieldOptions {
    const { fields } = this[GO];
    return {
      ...Object.fromEntries(fields.map((name) => [name, this.options[name]])),
      type: this.#type,
    };
  }
}

/** core/fields_list.go: JavaScript sees an array with methods. */
export class FieldsList {
  static readonly [GO] = goType({
    name: "FieldsList",
    type: "FieldsList",
    methods: [
      "add",
      "addMarshaledJSON",
      "fieldNames",
      "getById",
      "getByName",
      "removeById",
      "removeByName",
    ],
  });
  items: Field[] = [];

  constructor(fields: Iterable<Field> = []) {
    this.add(...fields);
  }

  static parse(list: unknown): FieldsList {
    return new FieldsList(
      (Array.isArray(list) ? list : []).map((data) => new Field(data as FieldOptions)),
    );
  }

  fieldNames = () => this.items.map((field) => field.name);
  getById = (id: string) => this.items.find((field) => field.id === id) ?? null;
  getByName = (name: string) => this.items.find((field) => field.name === name) ?? null;

  add(...fields: Field[]): void {
    for (const field of fields) this.#add(field);
  }

  addMarshaledJSON(json: unknown): void {
    const parsed: unknown = JSON.parse(castString(json));
    this.add(...FieldsList.parse([parsed].flat()).items);
  }

  removeById(id: string): void {
    this.items = this.items.filter((field) => field.id !== id);
  }

  removeByName(name: string): void {
    this.items = this.items.filter((field) => field.name !== name);
  }

  /**
   * A field without an id replaces the field with its name. Its id is made from its type and name.
   */
  #add(field: Field): void {
    const same = field.id ? this.getById(field.id) : this.getByName(field.name);
    if (!field.id) field.id = same?.id ?? field.type() + checksum(field.name);
    if (same) this.items[this.items.indexOf(same)] = field;
    else this.items.push(field);
  }

  toJSON() {
    return this.items.map((field) => field.data());
  }
}

const RULES = ["listRule", "viewRule", "createRule", "updateRule", "deleteRule"] as const;

/** core/collection_model.go */
export class Collection {
  static readonly [GO] = goType({
    name: "Collection",
    type: "Collection",
    stringer: true,
    fields: [
      "id",
      ...RULES,
      "name",
      "type",
      "fields",
      "indexes",
      "created",
      "updated",
      "system",
      "viewQuery",
    ],
    live: { indexes: castString },
    methods: [
      "getIndex",
      "isAuth",
      "isBase",
      "isNew",
      "isView",
      "lastSavedPK",
      "markAsNew",
      "markAsNotNew",
      "pk",
      "string",
      "tableName",
    ],
  });
  id = "";
  name = "";
  type = "base";
  system = false;
  viewQuery = "";
  listRule: Rule = null;
  viewRule: Rule = null;
  createRule: Rule = null;
  updateRule: Rule = null;
  deleteRule: Rule = null;
  fields = new FieldsList();
  indexes: string[] = [];
  created = new DateTime();
  updated = new DateTime();
  #saved = "";

  constructor(data: FieldOptions = {}) {
    this.load(data);
    if (data.id === undefined) this.id = `pbc_${checksum(this.type + this.name)}`;
  }

  /** `json.Unmarshal` into the existing values. */
  load(data: FieldOptions): this {
    for (const key of ["id", "name", "type", "viewQuery"] as const) {
      if (data[key] !== undefined) this[key] = castString(data[key]);
    }
    for (const key of RULES) {
      if (data[key] !== undefined) this[key] = data[key] as Rule;
    }
    if (data.system !== undefined) this.system = Boolean(data.system);
    if (Array.isArray(data.indexes)) this.indexes = data.indexes.map(castString);
    if (data.fields !== undefined) this.fields = FieldsList.parse(data.fields);
    return this;
  }

  /** Returns another instance with the same values, as a second read from the database would. */
  copy(): Collection {
    const copy = new Collection(JSON.parse(JSON.stringify(this)));
    copy.created = this.created;
    copy.updated = this.updated;
    copy.#saved = this.#saved;
    return copy;
  }

  isNew = () => this.#saved === "";
  isAuth = () => this.type === "auth";
  isBase = () => this.type === "base";
  isView = () => this.type === "view";
  tableName = () => "_collections";
  pk = () => this.id;
  lastSavedPK = () => this.#saved;
  string = () => JSON.stringify(this);
  getIndex = (name: string) =>
    this.indexes.find((sql) => new RegExp(`\\b${name}\\b`, "i").test(sql)) ?? "";

  markAsNew(): void {
    this.#saved = "";
  }

  markAsNotNew(): void {
    this.#saved = this.id;
  }

  hookTags(): string[] {
    return [this.id, this.name].filter(Boolean);
  }

  toJSON() {
    const { id, name, type, fields, indexes, created, updated, system, viewQuery } = this;
    const rules = Object.fromEntries(RULES.map((rule) => [rule, this[rule]]));
    const common = {
      id,
      ...rules,
      name,
      type,
      fields: fields.toJSON(),
      indexes,
      created,
      updated,
      system,
    };
    return this.isView() ? { ...common, viewQuery } : common;
  }
}
