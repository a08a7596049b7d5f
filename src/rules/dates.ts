import { isText, type Rule, type RuleContext } from "./rule.ts";
import type { DateBound, ValueRules } from "./types.ts";

type Bounds = NonNullable<ValueRules["date"]>;

/** ISO 8601 as JavaScript reads it: a date (UTC), or a date-time with an offset or `Z`. */
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Milliseconds since 1970, `NaN` for what is no date. */
export const instant = (text: unknown) =>
  isText(text) && ISO.test(text)
    ? Date.parse(text.charAt(10) === " " ? text.replace(" ", "T") : text)
    : Number.NaN;

export const isInstant = (text: string) => !Number.isNaN(instant(text));

export const date: Rule<Bounds> = {
  code: "validation_date",
  message: ({ after, before }) => {
    const bounds = [after && `after ${named(after)}`, before && `before ${named(before)}`];
    return `Must be a date ${bounds.filter(Boolean).join(" and ")}.`.replace("date .", "date.");
  },
  test: ({ after, before }) => {
    const [lower, upper] = [bound(after), bound(before)];
    return (value, ctx) => {
      const time = instant(value);
      if (Number.isNaN(time)) return false;
      return !(lower && time <= lower(ctx)) && !(upper && time >= upper(ctx));
    };
  },
};

/** A bound that is an empty field bounds nothing: `NaN` compares false with everything. */
function bound(text: DateBound | undefined): ((ctx: RuleContext) => number) | undefined {
  if (text === undefined) return undefined;
  if (text === "now") return () => Date.now();
  if (!isInstant(text)) return (ctx) => instant(ctx.field(text));
  const time = instant(text);
  return () => time;
}

const named = (text: DateBound) => (isInstant(text) || text === "now" ? text : `“${text}”`);
