/** A Go value as the JSON that PocketBase exports. */
export const plain = <Value>(value: unknown): Value => JSON.parse(JSON.stringify(value));

/**
 * Whether a declared value says nothing else than the current one. What an object leaves out stays
 * as it is.
 */
export function isSame(current: unknown, declared: unknown): boolean {
  if (typeof declared !== "object" || declared === null || Array.isArray(declared)) {
    return JSON.stringify(current) === JSON.stringify(declared);
  }
  const values = (current ?? {}) as Record<string, unknown>;
  return Object.entries(declared).every(([key, value]) => isSame(values[key], value));
}
