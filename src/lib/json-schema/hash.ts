/**
 * Equal JSON values have one text: `{ b: 1, a: 2 }` is `{"a":2,"b":1}`. In the place of typebox's own, which counts bytes
 * into a big integer: goja takes a hundred times as long for that.
 */
export const Hash = (value: unknown): string => JSON.stringify(value, inOrder);

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
