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
