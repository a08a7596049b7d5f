import type { Rule } from "./rule.ts";

export const minItems: Rule<number> = {
  code: "validation_min_items",
  message: (min) => `Select at least ${min}.`,
  test: (min) => (value) => Array.isArray(value) && value.length >= min,
};

export const maxItems: Rule<number> = {
  code: "validation_max_items",
  message: (max) => `Select at most ${max}.`,
  test: (max) => (value) => Array.isArray(value) && value.length <= max,
};

export const uniqueItems: Rule<boolean> = {
  code: "validation_unique_items",
  message: () => "Must not contain the same item twice.",
  test: () => (value) => Array.isArray(value) && !hasTwice(value),
};

function hasTwice(items: unknown[]): boolean {
  // Comparing each with each is the faster way for a few, and takes for ever for many.
  if (items.length > 32) return new Set(items.map(canonical)).size < items.length;
  for (let i = 0; i < items.length; i++) {
    // Objects are compared by their text, all others as they are.
    if (typeof items[i] === "object") return new Set(items.map(canonical)).size < items.length;
    if (items.indexOf(items[i], i + 1) > i) return true;
  }
  return false;
}

/** JSON with sorted keys: equal values have equal texts (JSON Schema validation, 6.4.3). */
const canonical = (value: unknown) =>
  JSON.stringify(value, (_key, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
