/**
 * The result of a check. `message` explains a failure; for a check that passed, it is the message
 * for a negated assertion.
 */
export interface Checked {
  readonly pass: boolean;
  readonly message: string;
}

/**
 * Whether everything expected is there. An object needs only the expected keys, and a text may be
 * compared with a pattern.
 */
export function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) return typeof actual === "string" && expected.test(actual);
  // vitest and Jest mark `expect.any()` and similar values with this method.
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
