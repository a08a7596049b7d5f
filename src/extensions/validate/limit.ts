import { same } from "../../lib/same.ts";
import { fillMessage } from "../../lib/values/message.ts";
import { isEmpty } from "../../lib/values/rule.ts";
import { idLiteral } from "../../pocketbase/ids.ts";
import type { LimitRule } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

export const limitsOf = (limit: LimitRule | LimitRule[] | undefined): LimitRule[] =>
  [limit ?? []].flat();

export const limitField = ({ field, per }: LimitRule) => field ?? per?.[0] ?? "id";

export const limitError = ({ max, message }: LimitRule) => ({
  code: "validation_limit",
  message: fillMessage(message ?? "At most {max} are possible.", { max }),
  params: { max },
});

// PocketBase puts the parameters of a filter into its text one after another. A value that looks
// like `{:name}` would be replaced again, and one with a backslash would match nothing. So a
// client's values never become parameters: the filter finds the written row by its id and compares
// other rows with it.

/**
 * Whether the written record is one of the records that the limit counts. A record that no filter
 * finds is taken for one, so that it cannot get past the limit.
 */
export function isCounted({ where }: LimitRule, ctx: RecordContext): boolean {
  const id = idLiteral(ctx.source.id);
  return id === undefined || anyRecord(ctx, [`id = ${id}`, ...bracketed(where)], 0);
}

/** Whether more than `max` records count together with the written one. */
export function isExceeded({ max, per = [], where }: LimitRule, ctx: RecordContext): boolean {
  const id = idLiteral(ctx.source.id);
  if (id === undefined) return true;
  const self = `@collection.${ctx.collection}:self`;
  const alike = per.map((name) => `${name} ?= ${self}.${name}`);
  return anyRecord(ctx, [`${self}.id ?= ${id}`, ...alike, ...bracketed(where)], max);
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

const bracketed = (where: string | undefined) => (where ? [`(${where})`] : []);

/** Whether there is a record after the first `offset`. This counts without reading all records. */
const anyRecord = ({ app, collection }: RecordContext, conditions: string[], offset: number) =>
  app.findRecordsByFilter(collection, conditions.join(" && "), "", 1, offset).length > 0;
