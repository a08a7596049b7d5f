// Keeps `unique` and `limit` where no trigger can. These checks cannot race, because they run after
// the write and inside its transaction, where SQLite lets nobody else write.
import { withMessage } from "../../lib/values/compile.ts";
import { type FieldErrorMap, setOwn } from "../../lib/values/field-error.ts";
import { keptByHook } from "./constraints/kept.ts";
import { checkUnique } from "./database.ts";
import { boolean } from "./fields.ts";
import { isCounted, isExceeded, isOfSomeone, limitError, limitField, staysWith } from "./limit.ts";
import type { CollectionRules, LimitRule } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

/**
 * Returns the limits that already counted the record before the write: a write that does not add to
 * a limit passes.
 */
export const countedBefore = (rules: CollectionRules, ctx: RecordContext): LimitRule[] =>
  ctx.isNew
    ? []
    : keptByHook(rules).limits.filter((limit) => staysWith(limit, ctx) && isCounted(limit, ctx));

export function guardErrors(
  rules: CollectionRules,
  counted: LimitRule[],
  ctx: RecordContext,
): FieldErrorMap {
  const errors: FieldErrorMap = {};
  const { unique, limits } = keptByHook(rules);
  for (const [name, rule] of unique) {
    if (rule.when && !boolean(`${name}.when`, rule.when(ctx.record, ctx))) continue;
    const error = checkUnique(name, rule.unique, ctx.field(name), ctx);
    if (error) setOwn(errors, name, withMessage(rule, ctx.field(name), error));
  }
  for (const limit of limits) {
    const field = limitField(limit);
    const adds = !counted.includes(limit) && isOfSomeone(limit, ctx);
    if (!adds || Object.hasOwn(errors, field)) continue;
    if (isExceeded(limit, ctx) && isCounted(limit, ctx)) setOwn(errors, field, limitError(limit));
  }
  return errors;
}
