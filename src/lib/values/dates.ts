import type { DateBound, ValueRules } from "../../contract/values.ts";
import type { Rule } from "./rule.ts";
import { type Source, source } from "./source.ts";

type Bounds = NonNullable<ValueRules["date"]>;

/** ISO 8601 as JavaScript reads it: a date (UTC), or a date-time with an offset or `Z`. */
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Returns milliseconds since 1970, `NaN` for a text that is not a date. */
export const instant = (text: unknown) =>
  typeof text === "string" && ISO.test(text)
    ? Date.parse(text[10] === " " ? text.replace(" ", "T") : text)
    : Number.NaN;

export const isInstant = (text: string) => !Number.isNaN(instant(text));

export const date: Rule<Bounds> = {
  code: "validation_date",
  message: ({ after, before }) => {
    const bounds = [after && `after ${named(after)}`, before && `before ${named(before)}`];
    return `Must be a date ${bounds.filter(Boolean).join(" and ")}.`.replace("date .", "date.");
  },
  test: ({ after, before }) =>
    source`${isWithin}(value, ${bound(after, Number.NEGATIVE_INFINITY)}, ${bound(before, Number.POSITIVE_INFINITY)})`,
};

/** A bound whose field is empty has no effect, because comparisons with `NaN` are false. */
function isWithin(value: unknown, after: number, before: number): boolean {
  const time = instant(value);
  return !Number.isNaN(time) && !(time <= after) && !(time >= before);
}

function bound(text: DateBound | undefined, none: number): Source | number {
  if (text === undefined) return none;
  if (text === "now") return source`Date.now()`;
  return isInstant(text) ? instant(text) : source`${instant}(ctx.field(${text}))`;
}

const named = (text: DateBound) => (isInstant(text) || text === "now" ? text : `“${text}”`);
