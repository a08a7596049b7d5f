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
  test: () => (value) =>
    Array.isArray(value) && new Set(value.map((item) => JSON.stringify(item))).size === value.length,
};
