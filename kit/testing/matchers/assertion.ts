/** What a check says; of one that passed, what it would say if it should not have. */
export interface Checked {
  readonly pass: boolean;
  readonly message: string;
}

/** Whether all that is expected is there: of objects the keys named, of texts a pattern as well. */
export function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) return typeof actual === "string" && expected.test(actual);
  // Of vitest's and Jest's `expect.any()` and the like.
  const { asymmetricMatch } = (expected ?? {}) as { asymmetricMatch?: (value: unknown) => boolean };
  if (asymmetricMatch) return asymmetricMatch.call(expected, actual);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => matches(actual[i], item))
    );
  }
  if (expected === null || typeof expected !== "object") return Object.is(actual, expected);
  if (actual === null || typeof actual !== "object") return false;
  return Object.entries(expected).every(([key, value]) =>
    matches((actual as Record<string, unknown>)[key], value),
  );
}

export const show = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (item instanceof RegExp ? String(item) : item)) ?? "undefined";
