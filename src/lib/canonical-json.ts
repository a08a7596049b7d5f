import { isObject } from "./object.ts";

/**
 * JSON with sorted keys, so that equal values have equal texts (JSON Schema validation, 6.4.3):
 * `{ b: 1, a: 2 }` is `{"a":2,"b":1}`.
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sorted);

const sorted = (_key: string, value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
