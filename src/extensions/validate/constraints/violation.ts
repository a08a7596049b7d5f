// Says which rule a trigger has kept. PocketBase knows only the field.

import { same } from "../../../lib/same.ts";
import { withMessage } from "../../../lib/values/compile.ts";
import { type FieldErrorMap, setOwn } from "../../../lib/values/field-error.ts";
import type { SourceField } from "../../../pocketbase/sizes.ts";
import { rows } from "../../../pocketbase/sql.ts";
import { bound, UNIQUE_ERROR } from "../database.ts";
import { type Kind, kindOf, RULE_KINDS } from "../kinds.ts";
import { limitError } from "../limit.ts";
import type { CollectionRules } from "../options.ts";
import type { RecordContext } from "../record-context.ts";
import { type Constraint, constraintsOf, isFull } from "./conditions.ts";

/**
 * The errors of all constraints that the refused record breaks. SQLite stops at the first, so
 * PocketBase names only the field of one.
 */
export function violations(
  rules: CollectionRules,
  ctx: RecordContext,
  refused: string[],
): FieldErrorMap {
  const fields = [...(ctx.source.collection().fields as unknown as Iterable<SourceField>)];
  const errors: FieldErrorMap = {};
  for (const one of constraintsOf(rules, fields)) {
    const { field, rule } = one;
    const isAsked = refused.includes(field) || isChanged(one, ctx);
    if (!isAsked || Object.hasOwn(errors, field) || !isBroken(one, ctx, fields)) continue;
    const error = Array.isArray(rule)
      ? withMessage(rule[1], ctx.field(field), UNIQUE_ERROR)
      : limitError(rule);
    setOwn(errors, field, error);
  }
  return errors;
}

/** A constraint that the record broke before holds for nothing else that is written. */
const isChanged = ({ fields }: Constraint, ctx: RecordContext) =>
  fields.some((name) => !ctx.original || !same(ctx.original[name], ctx.field(name)));

function isBroken(one: Constraint, ctx: RecordContext, fields: SourceField[]): boolean {
  const kinds = new Map(fields.map((field) => [field.name, kindOf(field)]));
  const names = [...new Set(["id", ...one.fields])];
  const columns = names.map((name, i) => {
    const type = /^(number|bool)$/.test(kinds.get(name) ?? "") ? "NUMERIC" : "TEXT";
    return `CAST({:v${i}} AS ${type}) AS "${name}"`;
  });
  const values = names.map((name, i) => {
    const isSingle = RULE_KINDS.unique.includes(kinds.get(name) as Kind);
    return [`v${i}`, isSingle ? bound(ctx.get(name)) : JSON.stringify(ctx.field(name))];
  });
  const sql = `SELECT 1 AS row FROM (SELECT ${columns.join(", ")}) AS NEW WHERE ${one.concerns("NEW")} AND ${isFull(ctx.collection, one)}`;
  return rows(ctx.app, sql, Object.fromEntries(values)).length > 0;
}
