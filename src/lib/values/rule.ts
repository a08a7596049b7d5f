import type { Source } from "./source.ts";

/** The values besides its own that a rule may look at. */
export interface RuleContext {
  /** Returns another field's value by its name. */
  field(name: string): unknown;
}

/** One rule with its code, its message and its test, for the option in the config. */
export interface Rule<Option> {
  /** The stable code `validation_<rule>`. */
  code: string;
  message(option: Option): string;
  /**
   * Says of which kind a value must be. It is asked once of a value, and `test` comes after it.
   * Rules of the same kind share one.
   */
  kind?: Source;
  /** Returns an expression of `value` (never empty), `isList` and `ctx` (a `RuleContext`). */
  test(option: Option): Source;
  /** Whether the expression needs `isList`: whether the value is a list. */
  needsList?: true;
}

/** `false` and `0` are not empty. */
export const isEmpty = (value: unknown) =>
  value === "" ||
  value === null ||
  value === undefined ||
  (typeof value === "object" && Array.isArray(value) && value.length === 0);

/** Counts Unicode code points; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
