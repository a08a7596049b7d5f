// encoding/json
import { shapeOf } from "./go.ts";

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Describes the value that Go would refuse to write as JSON. */
export function unsupportedByJson(value: unknown): string | undefined {
  if (typeof value === "function") return "type: func(goja.FunctionCall) goja.Value";
  if (typeof value === "number" && !Number.isFinite(value)) return `value: ${value}`;
  if (value === null || typeof value !== "object" || shapeOf(value)) return undefined;
  return Object.values(value).map(unsupportedByJson).find(Boolean);
}

/**
 * `json.Marshal`: the keys of maps in order, `<`, `>` and `&` escaped. Returns undefined for a
 * value that Go cannot write.
 */
export function marshal(value: unknown): string | undefined {
  if (unsupportedByJson(value)) return undefined;
  return written(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function written(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if ("toJSON" in value || shapeOf(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${written(item)}`).join()}}`;
}
