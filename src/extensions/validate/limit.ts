import { same } from "../../lib/same.ts";
import { fillMessage } from "../../lib/values/message.ts";
import { isEmpty } from "../../lib/values/rule.ts";
import { anyRow } from "../../pocketbase/any-row.ts";
import { idLiteral } from "../../pocketbase/ids.ts";
import { bound } from "./database.ts";
import type { LimitRule } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

export const limitField = ({ field, per }: LimitRule) => field ?? per?.[0] ?? "id";

export const limitError = ({ max, message }: LimitRule) => ({
  code: "validation_limit",
  message: fillMessage(message ?? "At most {max} are possible.", { max }),
  params: { max },
});

/**
 * Whether the written record is one of the records that the limit counts. A record that no filter
 * finds is taken for one, so that it cannot get past the limit.
 */
export function isCounted({ where }: LimitRule, ctx: RecordContext): boolean {
  const id = idLiteral(ctx.source.id);
  return where === undefined || id === undefined || anyRecord(ctx, [`id = ${id}`, `(${where})`], 0);
}

/** Whether more than `max` records count together with the written one. */
export function isExceeded({ max, per = [], where }: LimitRule, ctx: RecordContext): boolean {
  const { app, collection, source } = ctx;
  const id = idLiteral(source.id);
  if (id === undefined) return true;
  if (where !== undefined) return anyRecord(ctx, [...sameValues(per, ctx, id), `(${where})`], max);
  // SQLite numbers the rows of a table from 1, so most tables need no count.
  if (per.length === 0 && !anyRow(app, collection, [`_rowid_ > ${max}`], {})) return false;
  const conditions = per.map(
    (name) => `[[${name}]] = (SELECT [[${name}]] FROM {{${collection}}} WHERE [[id]] = {:id})`,
  );
  return anyRow(app, collection, conditions, { id: source.id }, max);
}

// PocketBase puts the parameters of a filter into its text one after another. A value that looks
// like `{:name}` would be replaced again, and one with a backslash would match nothing. So a value
// of a client is part of the filter only where a filter can hold it as it is. Otherwise the filter
// finds the written row by its id and compares other rows with it. `>=` and `<=` say the same as
// `=`, which PocketBase would turn into an expression that no index serves.

/** Conditions of a filter for the rows with the same values as the written one. */
function sameValues(per: string[], ctx: RecordContext, id: string): string[] {
  const self = `@collection.${ctx.collection}:self`;
  let isCompared = false;
  const conditions = per.flatMap((name) => {
    const literal = idLiteral(bound(ctx.get(name)));
    if (literal !== undefined) return [`${name} = ${literal}`];
    isCompared = true;
    return [`${name} ?>= ${self}.${name}`, `${name} ?<= ${self}.${name}`];
  });
  return isCompared ? [`${self}.id ?= ${id}`, ...conditions] : conditions;
}

/**
 * Whether no `per` field is empty. As in all rules, an empty value passes: records without an owner
 * do not have the same owner.
 */
export const isOfSomeone = ({ per = [] }: LimitRule, ctx: RecordContext): boolean =>
  per.every((name) => !isEmpty(ctx.field(name)));

/** Whether the update leaves the record's `per` fields unchanged. */
export const staysWith = ({ per = [] }: LimitRule, ctx: RecordContext): boolean =>
  per.every((name) => same(ctx.original?.[name], ctx.field(name)));

/** Whether there is a record after the first `offset`. This counts without reading all records. */
const anyRecord = ({ app, collection }: RecordContext, conditions: string[], offset: number) =>
  app.findRecordsByFilter(collection, conditions.join(" && "), "", 1, offset).length > 0;
