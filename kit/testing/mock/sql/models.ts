// The targets that rows are read into: plugins/jsvm/binds.go, newDynamicModel and arrayOf

import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import type { Cell, Rows } from "./cell.ts";
import { type GoKind, kindOf, scan, ZERO } from "./scan.ts";

const KINDS = Symbol("kinds");
type Kinds = ReadonlyMap<string, GoKind>;
/** A Go struct that is made at run time. Its fields keep their types. */
type DynamicModel = Values & { readonly [KINDS]: Kinds };

/** A nullable field, such as `nullString()`, has no type here, and accepts any value. */
export function dynamicModel(shape: Values): DynamicModel {
  if (!shape || Object.keys(shape).length === 0) {
    throw new GoError("[DynamicModel] missing shape data");
  }
  const kinds = new Map<string, GoKind>();
  for (const key of Object.keys(shape).sort()) {
    const kind = kindOf(shape[key]);
    if (kind) kinds.set(key, kind);
  }
  return make(kinds, (key) => shape[key]);
}

function make(kinds: Kinds, value: (key: string, kind: GoKind) => unknown): DynamicModel {
  const model = Object.defineProperty({}, KINDS, { value: kinds }) as DynamicModel;
  for (const [key, kind] of kinds) {
    Object.defineProperty(model, key, typedProperty(kind, value(key, kind)));
  }
  return model;
}

function typedProperty(kind: GoKind, initial: unknown): PropertyDescriptor {
  let current = Object.is(initial, -0) ? 0 : initial;
  return {
    enumerable: true,
    get: () => current,
    set(value) {
      current = kind === "int64" && typeof value === "number" ? Math.trunc(value) : value;
    },
  };
}

const isModel = (value: unknown): value is DynamicModel =>
  typeof value === "object" && value !== null && KINDS in value;

/** A Go slice that is filled in place. `arrayOf` makes it. */
export class Slice {
  readonly items: unknown[] = [];
  constructor(readonly item: unknown) {}
}

export function readOne(result: Rows, model: unknown): void {
  if (!isModel(model)) throw new GoError("Invalid variable type: must be a pointer");
  fill(model, result.columns, result.rows[0] as readonly Cell[]);
}

export function readAll({ columns, rows }: Rows, slice: unknown): void {
  if (!(slice instanceof Slice)) throw new GoError("Invalid variable type: must be a pointer");
  const { item } = slice;
  if (!isModel(item)) {
    throw new GoError("Invalid variable type: must be a slice of struct or NullStringMap");
  }
  for (const row of rows) {
    const model = make(item[KINDS], (_, kind) => ZERO[kind]());
    fill(model, columns, row);
    slice.items.push(model);
  }
}

export function readColumn({ columns, rows }: Rows, slice: unknown): void {
  if (!(slice instanceof Slice)) {
    throw new GoError("Invalid variable type: must be a pointer to a slice");
  }
  const kind = kindOf(slice.item) ?? "string";
  for (const row of rows) slice.items.push(scanAt(row[0] as Cell, kind, 0, columns[0] as string));
}

function fill(model: DynamicModel, columns: readonly string[], row: readonly Cell[]): void {
  columns.forEach((column, i) => {
    const kind = model[KINDS].get(column);
    if (kind) model[column] = scanAt(row[i] as Cell, kind, i, column);
  });
}

function scanAt(cell: Cell, kind: GoKind, index: number, column: string): unknown {
  try {
    return scan(cell, kind);
  } catch (error) {
    const { message } = error as Error;
    throw new GoError(
      `sql: Scan error on column index ${index}, name ${JSON.stringify(column)}: ${message}`,
    );
  }
}
