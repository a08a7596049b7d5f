import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

/** Infinity minus itself is NaN. This costs less than a call of Number.isFinite. */
const FINITE = source`typeof value === "number" && value - value === 0`;

export const integer: Rule<boolean> = {
  code: "validation_integer",
  message: () => "Must be a whole number.",
  test: () => source`${FINITE} && value % 1 === 0`,
};

export const min: Rule<number> = {
  code: "validation_min",
  message: (min) => `Must be at least ${min}.`,
  test: (min) => source`${FINITE} && value >= ${min}`,
};

export const max: Rule<number> = {
  code: "validation_max",
  message: (max) => `Must be at most ${max}.`,
  test: (max) => source`${FINITE} && value <= ${max}`,
};

export const multipleOf: Rule<number> = {
  code: "validation_multiple_of",
  message: (step) => `Must be a multiple of ${step}.`,
  test: (step) => source`${FINITE} && ${isMultiple}(value, ${step})`,
};

/**
 * Decides for decimals as people read them, because `0.3 % 0.1` is not 0 in binary. The quotient of
 * two doubles is wrong by a few units in the last place at most.
 */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  const tolerance = Math.abs(quotient) * 4 * Number.EPSILON;
  return Number.isFinite(quotient) && Math.abs(quotient - Math.round(quotient)) <= tolerance;
}
