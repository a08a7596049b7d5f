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
  /** Prepares the test, once per VM. It gets no empty values. */
  test(option: Option): (value: unknown, ctx: RuleContext) => boolean;
}

/** `false` and `0` are values. */
export const isEmpty = (value: unknown) =>
  value === "" ||
  value === null ||
  value === undefined ||
  (typeof value === "object" && Array.isArray(value) && value.length === 0);

export const isText = (value: unknown): value is string => typeof value === "string";

export const isNumber = (value: unknown): value is number =>
  // Only finite numbers: Infinity less itself is not a number. Cheaper than a call of Number.isFinite.
  typeof value === "number" && value - value === 0;

/** The number of Unicode code points; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
