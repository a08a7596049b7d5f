import { stringOrUndefined } from "../go/cast.ts";
import { DateTime } from "../go/datetime.ts";
import { GoError } from "../go/errors.ts";
import { Bytes, JsonRaw } from "../go/go.ts";
import { GoTime } from "../go/time.ts";
import type { Values } from "../go/values.ts";

/** A value that SQLite gets for a `?`: a `bigint` is an INTEGER, a `number` a REAL. */
export type Param = null | bigint | number | string | Bytes;

/** database/sql's default converter, for the values that hook files and records hold. */
export function toParam(value: unknown): Param {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  // A whole number comes from goja as an int64.
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === "bigint") return value;
  if (value instanceof Bytes) return value;
  if (value instanceof JsonRaw) return value.bytes.length === 0 ? null : value.string();
  if (value instanceof DateTime) return value.string();
  if (value instanceof GoTime) return DateTime.parse(value).string();
  const text = stringOrUndefined(value);
  if (text !== undefined) return text;
  throw new GoError(`sql: converting argument $1 type: unsupported type ${typeof value}`);
}

export interface Bound {
  readonly sql: string;
  readonly params: readonly Param[];
}

/** Replaces dbx's own syntax: `{:name}` is a parameter, `{{table}}` and `[[column]]` are names. */
export function bindParams(text: string, values: Values): Bound {
  const params: Param[] = [];
  const sql = text
    .replace(/\{:(\w+)\}/g, (_, name: string) => {
      if (!Object.hasOwn(values, name)) throw new GoError(`Named parameter not found: ${name}`);
      params.push(toParam(values[name]));
      return "?";
    })
    .replace(/\{\{([\w\-. ]+)\}\}|\[\[([\w\-. ]+)\]\]/g, (_, table, column) =>
      quoteName(table ?? column),
    );
  return { sql, params };
}

/** Quotes each part of `table.column`, except `*`. */
const quoteName = (name: string): string =>
  name
    .split(".")
    .map((part) => (part === "*" || /[`"]/.test(part) ? part : `\`${part}\``))
    .join(".");
