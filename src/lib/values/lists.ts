import { canonicalJson } from "../canonical-json.ts";
import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

export const minItems: Rule<number> = {
  code: "validation_min_items",
  message: (min) => `Select at least ${min}.`,
  test: (min) => source`isList && value.length >= ${min}`,
};

export const maxItems: Rule<number> = {
  code: "validation_max_items",
  message: (max) => `Select at most ${max}.`,
  test: (max) => source`isList && value.length <= ${max}`,
};

export const uniqueItems: Rule<boolean> = {
  code: "validation_unique_items",
  message: () => "Must not contain the same item twice.",
  test: () => source`isList && !${hasTwice}(value)`,
};

function hasTwice(items: unknown[]): boolean {
  // Comparing every pair is faster for a few items, and takes too long for many.
  if (items.length > 32) return new Set(items.map(canonicalJson)).size < items.length;
  const { length } = items;
  for (let i = 0; i < length; i++) {
    const item = items[i];
    // Objects are compared by their text, and other values directly.
    if (typeof item === "object") return new Set(items.map(canonicalJson)).size < length;
    for (let j = i + 1; j < length; j++) if (items[j] === item) return true;
  }
  return false;
}
