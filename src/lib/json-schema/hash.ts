/**
 * Returns one text for equal JSON values: `{ b: 1, a: 2 }` becomes `{"a":2,"b":1}`. It replaces
 * typebox's own hash, which counts bytes into a big integer, because that takes goja a hundred
 * times as long.
 */
export const Hash = (value: unknown): string => JSON.stringify(value, inOrder);

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
