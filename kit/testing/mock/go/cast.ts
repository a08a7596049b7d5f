// github.com/spf13/cast as PocketBase uses it: a value that cannot be cast becomes the zero value,
// without an error.
import { DateTime } from "./datetime.ts";
import { Duration } from "./duration.ts";
import { GoError } from "./errors.ts";
import { GeoPoint } from "./geo-point.ts";
import { Bytes, JsonRaw } from "./go.ts";
import { GoTime } from "./time.ts";

/** The types that have a method String, with the same meaning. */
const TEXTS = [JsonRaw, DateTime, GoTime, Duration, GeoPoint];
const FLOAT = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)$/i;
const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);

export function castString(value: unknown): string {
  return stringOrUndefined(value) ?? "";
}

/** `cast.ToStringE`: returns undefined where Go returns an error. */
export function stringOrUndefined(value: unknown): string | undefined {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Bytes) return Buffer.from(value).toString();
  if (TEXTS.some((type) => value instanceof type)) return (value as DateTime).string();
  if (value instanceof GoError) return value.error();
  return undefined;
}

export function castNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return FLOAT.test(value) ? Number(value) : 0;
  return 0;
}

export function castInt(value: unknown): number {
  if (typeof value === "string" && !/^[+-]?\d+(?:\.0+)?$/.test(value)) return 0;
  return Math.trunc(castNumber(value));
}

export function castBool(value: unknown): boolean {
  if (typeof value === "string") return TRUE.has(value);
  return typeof value === "boolean" ? value : castNumber(value) !== 0;
}

/** tools/list/list.go, ToUniqueStringSlice. */
export function castStrings(value: unknown): string[] {
  return [...new Set(toStrings(value))].filter((item) => item !== "");
}

function toStrings(value: unknown): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) return value.map(castString);
  if (typeof value === "string") return value.includes("[") ? jsonStrings(value) : [value];
  if (value instanceof JsonRaw) return jsonStrings(value.string(), []);
  // A struct is no list, even when it has a text.
  if (TEXTS.some((type) => value instanceof type)) return [];
  const text = stringOrUndefined(value);
  return text === undefined ? [] : text.split(/\s+/).filter(Boolean);
}

function jsonStrings(text: string, fallback = [text]): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((item) => typeof item === "string")
      ? parsed
      : fallback;
  } catch {
    return fallback;
  }
}

/** `strconv.FormatFloat(value, 'f', -1, 64)`, which writes no exponent. */
function formatNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e"))
    return text === "Infinity" ? "+Inf" : text === "-Infinity" ? "-Inf" : text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, "");
}
