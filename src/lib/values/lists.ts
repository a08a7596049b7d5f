import { HELPERS } from "./helpers.ts";
import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

const LIST = source`isList`;

export const minItems: Rule<number> = {
  code: "validation_min_items",
  message: (min) => `Select at least ${min}.`,
  kind: LIST,
  needsList: true,
  test: (min) => source`value.length >= ${min}`,
};

export const maxItems: Rule<number> = {
  code: "validation_max_items",
  message: (max) => `Select at most ${max}.`,
  kind: LIST,
  needsList: true,
  test: (max) => source`value.length <= ${max}`,
};

export const uniqueItems: Rule<boolean> = {
  code: "validation_unique_items",
  message: () => "Must not contain the same item twice.",
  kind: LIST,
  needsList: true,
  test: () => source`!${HELPERS.hasTwice}(value)`,
};
