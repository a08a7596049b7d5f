import { isNumber, type Rule } from "./rule.ts";

export const integer: Rule<boolean> = {
  code: "validation_integer",
  message: () => "Must be a whole number.",
  test: () => Number.isInteger,
};

export const min: Rule<number> = {
  code: "validation_min",
  message: (min) => `Must be at least ${min}.`,
  test: (min) => (value) => isNumber(value) && value >= min,
};

export const max: Rule<number> = {
  code: "validation_max",
  message: (max) => `Must be at most ${max}.`,
  test: (max) => (value) => isNumber(value) && value <= max,
};

export const multipleOf: Rule<number> = {
  code: "validation_multiple_of",
  message: (step) => `Must be a multiple of ${step}.`,
  test: (step) => (value) => isNumber(value) && isMultiple(value, step),
};

/**
 * Decimals as people read them: `0.3 % 0.1` is not 0 in binary. The quotient of two doubles is off by a few
 * units in the last place at most.
 */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  const tolerance = Math.abs(quotient) * 4 * Number.EPSILON;
  return Number.isFinite(quotient) && Math.abs(quotient - Math.round(quotient)) <= tolerance;
}
