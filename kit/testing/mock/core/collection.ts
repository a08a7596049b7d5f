import { castString } from "../go/cast.ts";
import { DateTime } from "../go/datetime.ts";
import { GO, goType } from "../go/go.ts";
import { checksum } from "./checksum.ts";
import type { FieldOptions } from "./fields/field-options.ts";
import { FieldsList } from "./fields/fields-list.ts";

type Rule = string | null;
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
