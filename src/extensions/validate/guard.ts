// What cannot race: after the write and inside its transaction, SQLite lets nobody else write.

import type { FieldErrorMap } from "../../rules/field-error.ts";
import type { RecordContext } from "./context.ts";
import { checkUnique } from "./database.ts";
import { isCounted, isExceeded, limitError, limitField, limitsOf } from "./limit.ts";
import type { CollectionRules, LimitRule } from "./options.ts";

/** The limits that counted the record before the write: a write that does not add to them passes. */
export const countedBefore = (rules: CollectionRules, ctx: RecordContext) =>
  ctx.isNew ? [] : limitsOf(rules.limit).filter((limit) => isCounted(limit, ctx));

export function guardErrors(
  rules: CollectionRules,
  counted: LimitRule[],
  ctx: RecordContext,
): FieldErrorMap {
  const errors: FieldErrorMap = {};
  for (const [name, { unique }] of Object.entries(rules.fields ?? {})) {
    const error = unique && checkUnique(name, unique, ctx.field(name), ctx);
    if (error) errors[name] = error;
  }
  for (const limit of limitsOf(rules.limit)) {
    if (counted.includes(limit) || !isExceeded(limit, ctx) || !isCounted(limit, ctx)) continue;
    errors[limitField(limit)] ??= limitError(limit);
  }
  return errors;
}
