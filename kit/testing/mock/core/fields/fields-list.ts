import { castString } from "../../go/cast.ts";
import { GO, goType } from "../../go/go.ts";
import { checksum } from "../checksum.ts";
import { Field } from "./field.ts";
import type { FieldOptions } from "./field-options.ts";

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
