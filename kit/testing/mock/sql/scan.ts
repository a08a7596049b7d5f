// database/sql's convertAssign: converts a value of a row to a Go type.
import { GoError } from "../go/errors.ts";
import type { Cell } from "./cell.ts";
import { cellText } from "./cell.ts";

/** The Go types that a DynamicModel's fields and arrayOf's items can have. */
export type GoKind = "string" | "int64" | "float64" | "bool" | "array" | "map";

export const ZERO: { readonly [kind in GoKind]: () => unknown } = {
  string: () => "",
  int64: () => 0,
  float64: () => 0,
  bool: () => false,
  array: () => [],
  map: () => ({}),
};

/** Returns the Go type of a value as goja exports it. */
export function kindOf(value: unknown): GoKind | undefined {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number")
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? "int64" : "float64";
  if (Array.isArray(value)) return "array";
  return value !== null && typeof value === "object" ? "map" : undefined;
}

export function scan(cell: Cell, kind: GoKind): unknown {
  return SCANNERS[kind](cell);
}

const SCANNERS: { readonly [kind in GoKind]: (cell: Cell) => unknown } = {
  string: (cell) => textOf(cell, "string"),
  int64: (cell) => parsed(cell, "int64", /^[+-]?\d+$/),
  float64: (cell) => parsed(cell, "float64", /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/),
  bool: scanBool,
  array: (cell) => scanJson(cell, []),
  map: (cell) => scanJson(cell, {}),
};

function textOf(cell: Cell, kind: GoKind): string {
  const text = cellText(cell);
  if (text === undefined) throw new GoError(`converting NULL to ${kind} is unsupported`);
  return text;
}

function parsed(cell: Cell, kind: "int64" | "float64", pattern: RegExp): number {
  const text = textOf(cell, kind);
  if (pattern.test(text)) return Number(text);
  throw new GoError(
    `converting driver.Value type ${driverType(cell)} (${JSON.stringify(text)}) to a ${kind}: invalid syntax`,
  );
}

const TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const FALSE = ["0", "f", "F", "false", "FALSE", "False"];

function scanBool(cell: Cell): boolean {
  if (typeof cell === "boolean") return cell;
  if (typeof cell === "bigint" && (cell === 0n || cell === 1n)) return cell === 1n;
  const text = typeof cell === "string" ? cell : "";
  if (TRUE.includes(text)) return true;
  if (FALSE.includes(text)) return false;
  if (cell === null) throw new GoError("sql/driver: couldn't convert <nil> (<nil>) into type bool");
  const shown = typeof cell === "string" ? JSON.stringify(cell) : String(cell);
  throw new GoError(`sql/driver: couldn't convert ${shown} into type bool`);
}

function scanJson(cell: Cell, empty: unknown): unknown {
  const text = cellText(cell) ?? "";
  return text === "" ? empty : JSON.parse(text);
}

function driverType(cell: Cell): string {
  if (typeof cell === "bigint") return "int64";
  if (typeof cell === "number") return "float64";
  if (typeof cell === "boolean") return "bool";
  return typeof cell === "string" ? "string" : "[]uint8";
}
