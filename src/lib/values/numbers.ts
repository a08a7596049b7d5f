import { HELPERS } from "./helpers.ts";
import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

/** Infinity minus itself is NaN. This costs less than a call of Number.isFinite. */
const FINITE = source`typeof value === "number" && value - value === 0`;

export const integer: Rule<boolean> = {
  code: "validation_integer",
  message: () => "Must be a whole number.",
  kind: FINITE,
  test: () => source`value % 1 === 0`,
};

export const min: Rule<number> = {
  code: "validation_min",
  message: (min) => `Must be at least ${min}.`,
  kind: FINITE,
  test: (min) => source`value >= ${min}`,
};

export const max: Rule<number> = {
  code: "validation_max",
  message: (max) => `Must be at most ${max}.`,
  kind: FINITE,
  test: (max) => source`value <= ${max}`,
};

export const multipleOf: Rule<number> = {
  code: "validation_multiple_of",
  message: (step) => `Must be a multiple of ${step}.`,
  kind: FINITE,
  test: (step) => source`${HELPERS.isMultiple}(value, ${step})`,
};
