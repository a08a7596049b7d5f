import type { DateBound, ValueRules } from "../../contract/values.ts";
import { HELPERS, instant, isInstant } from "./helpers.ts";
import type { Rule } from "./rule.ts";
import { type Source, source } from "./source.ts";

type Bounds = NonNullable<ValueRules["date"]>;

export const date: Rule<Bounds> = {
  code: "validation_date",
  message: ({ after, before }) => {
    const bounds = [after && `after ${named(after)}`, before && `before ${named(before)}`];
    return `Must be a date ${bounds.filter(Boolean).join(" and ")}.`.replace("date .", "date.");
  },
  test: ({ after, before }) =>
    source`${HELPERS.isWithin}(value, ${bound(after, Number.NEGATIVE_INFINITY)}, ${bound(before, Number.POSITIVE_INFINITY)})`,
};

function bound(text: DateBound | undefined, none: number): Source | number {
  if (text === undefined) return none;
  if (text === "now") return source`Date.now()`;
  return isInstant(text) ? instant(text) : source`${instant}(ctx.field(${text}))`;
}

const named = (text: DateBound) => (isInstant(text) || text === "now" ? text : `“${text}”`);
