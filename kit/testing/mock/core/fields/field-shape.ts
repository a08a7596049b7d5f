import { NotMockedError } from "../../go/failures.ts";
import { type GoShape, goType } from "../../go/go.ts";
import { SURFACE } from "../../goja/surface.ts";
import type { FieldOptions } from "./field-options.ts";
import { FIELD_TYPES } from "./types-by-name.ts";

/** What JavaScript sees of the fields of one type. */
interface FieldShape {
  readonly go: GoShape;
  /** The options of the type, with their defaults. */
  readonly defaults: FieldOptions;
}

const COMMON = { name: "", id: "", system: false, hidden: false, presentable: false, help: "" };
const known = new Map<string, FieldShape>();

export function fieldShape(type: string): FieldShape {
  const shape = known.get(type) ?? makeShape(type);
  known.set(type, shape);
  return shape;
}

function makeShape(type: string): FieldShape {
  const names = SURFACE[`Field_${type}`] ?? [];
  const defaults = defaultsOf(type, names);
  const go = goType({
    name: `${type} field`,
    type: `Field_${type}`,
    fields: Object.keys(defaults),
    methods: [
      ...["type", "getName", "getId", "getHidden", "getSystem"],
      ...(names.includes("isMultiple") ? ["isMultiple"] : []),
    ],
  });
  return { go, defaults };
}

/** Not every type has all of the common options. */
function defaultsOf(type: string, names: readonly string[]): FieldOptions {
  const found = FIELD_TYPES[type];
  if (!found) throw new NotMockedError(`the field type "${type}"`);
  const all = { ...COMMON, ...found.options };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
