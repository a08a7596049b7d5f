import type { Source } from "./source.ts";

/** What a rule may look at besides the value. */
export interface RuleContext {
  /** Another field's value, by its name. */
  field(name: string): unknown;
}

/** One rule: what it asks of a value, given its option in the config. */
export interface Rule<Option> {
  /** Stable, `validation_<rule>`; the rest of the error follows from the option. */
  code: string;
  message(option: Option): string;
  /** An expression of `value`, which is never empty, `isList` and `ctx`: a `RuleContext`. */
  test(option: Option): Source;
}

/** `false` and `0` are values. */
export const isEmpty = (value: unknown) =>
  value === "" ||
  value === null ||
  value === undefined ||
  (typeof value === "object" && Array.isArray(value) && value.length === 0);

/** The number of Unicode code points; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
