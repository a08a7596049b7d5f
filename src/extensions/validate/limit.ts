import { isEmpty } from "../../rules/rule.ts";
import type { RecordContext } from "./context.ts";
import type { LimitRule } from "./options.ts";

export const limitsOf = (limit: LimitRule | LimitRule[] | undefined): LimitRule[] =>
  [limit ?? []].flat();

export const limitField = ({ field, per }: LimitRule) => field ?? per?.[0] ?? "id";

export const limitError = ({ max, message }: LimitRule) => ({
  code: "validation_limit",
  message: message ?? `At most ${max} are possible.`,
  params: { max },
});

/** Whether the record counts among those that the limit is about, as the database has it now. */
export const isCounted = (limit: LimitRule, ctx: RecordContext): boolean =>
  isOfSomeone(limit, ctx) && find(limit, ctx, "id = {:id}", 0);

/** Whether more than `max` records count now. */
export const isExceeded = (limit: LimitRule, ctx: RecordContext): boolean =>
  isOfSomeone(limit, ctx) && find(limit, ctx, undefined, limit.max);

/** As in all rules, an empty value is held to nothing: records without an owner are not one owner's. */
const isOfSomeone = ({ per = [] }: LimitRule, ctx: RecordContext) =>
  per.every((name) => !isEmpty(ctx.field(name)));

/** Whether there is a record after the first `offset`: counting without reading them all. */
function find(
  { per = [], where }: LimitRule,
  ctx: RecordContext,
  and: string | undefined,
  offset: number,
) {
  const conditions = [
    ...per.map((name, index) => `${name} = {:p${index}}`),
    ...(where ? [`(${where})`] : []),
    ...(and ? [and] : []),
  ];
  const params = Object.fromEntries(per.map((name, index) => [`p${index}`, plain(ctx.get(name))]));
  return (
    ctx.app.findRecordsByFilter(ctx.collection, conditions.join(" && "), "", 1, offset, {
      ...params,
      id: ctx.source.id,
    }).length > 0
  );
}

/** Dates are Go values; a filter takes their text. */
const plain = (value: unknown) => (typeof value === "object" ? String(value) : value);
