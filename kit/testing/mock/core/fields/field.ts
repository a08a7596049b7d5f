import { castString } from "../../go/cast.ts";
import { GO, type GoShape } from "../../go/go.ts";
import type { FieldOptions } from "./field-options.ts";
import { fieldShape } from "./field-shape.ts";
import type { FieldType } from "./field-type.ts";
import { FIELD_TYPES } from "./types-by-name.ts";

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
    const { go, defaults } = fieldShape(this.#type);
    const given = Object.entries(data).filter(
      ([key, value]) => key in defaults && value !== undefined,
    );
    Object.assign(this, defaults, Object.fromEntries(given));
    this[GO] = go;
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
    return (FIELD_TYPES[this.#type] as FieldType).prepare(value, this.options);
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
