import type { App, Context, EventOf, Extension, Hook } from "../../kernel/contract.ts";
import { FieldErrors } from "../../kernel/field-errors.ts";
import { logFailure } from "../../kernel/log.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { FieldErrorMap } from "../../rules/field-error.ts";
import { RecordContext, type WrittenRecord } from "./context.ts";
import { countedBefore, guardErrors, needsGuard } from "./guard.ts";
import { makeSecret, markOf } from "./mark.ts";
import { translate } from "./messages.ts";
import type { CollectionRules, LimitRule, ValidateOptions } from "./options.ts";
import { beforeRequest, needsRequest } from "./request.ts";
import { validateRecord } from "./validate.ts";

/**
 * Validation in `onRecordValidate`: it holds for every way a record is saved (API, batch, dashboard,
 * `$app.save`), and gives its VM back before the write begins. What needs more costs only the collections that ask for it.
 */
export const validate = (options: ValidateOptions): Extension => ({
  name: "validate",
  hooks: Object.entries(options).flatMap(([collection, rules]) => hooksOf(collection, rules)),
  check(ctx) {
    makeSecret();
    const { checkRules } = require("./check.ts") as typeof import("./check.ts");
    for (const [collection, rules] of Object.entries(options)) {
      for (const { path, message } of checkRules(ctx.app, collection, rules))
        ctx.refuse(path, message);
    }
  },
});

function hooksOf(collection: string, rules: CollectionRules): Hook[] {
  const on = { collections: [collection] };
  const hooks: Hook[] = [];
  const { fields, rules: recordRules, schema } = rules;
  if (fields || recordRules || schema) {
    hooks.push({
      ...on,
      on: "recordValidate",
      before: (e, ctx) => onValidate(collection, rules, e, ctx),
    });
  }
  if (needsRequest(rules)) {
    for (const event of ["recordCreateRequest", "recordUpdateRequest"] as const) {
      hooks.push({
        ...on,
        on: event,
        before: (e, ctx) => beforeRequest(collection, rules, e, ctx),
      });
    }
  }
  if (needsGuard(rules)) {
    for (const event of ["recordCreateExecute", "recordUpdateExecute"] as const) {
      hooks.push({ ...on, on: event, ...guard(collection, rules) });
    }
  }
  if (hooks.length === 0) return [];
  hooks.push(watchSchema("collectionAfterCreateSuccess", collection, rules));
  hooks.push(watchSchema("collectionAfterUpdateSuccess", collection, rules));
  return hooks;
}

function onValidate(
  collection: string,
  rules: CollectionRules,
  e: EventOf<"recordValidate">,
  owner: Context,
) {
  const ctx = new RecordContext(owner, collection, e.record as unknown as WrittenRecord);
  refuseIfUnusable(collection, rules, ctx);
  if (!isSkipped(rules, ctx)) fail(rules, ctx, validateRecord(rules, ctx));
}

/** `unique` and `limit`, asked again where they cannot race. */
function guard(collection: string, rules: CollectionRules) {
  const counted = new WeakMap<object, LimitRule[]>();
  const recordOf = (e: { record?: unknown }) => e.record as WrittenRecord;
  return {
    transaction: true,
    before(e: EventOf<"recordCreateExecute">, { app }: Context) {
      counted.set(e, countedBefore(rules, new RecordContext({ app }, collection, recordOf(e))));
    },
    after(e: EventOf<"recordCreateExecute">, { app }: Context) {
      const ctx = new RecordContext({ app }, collection, recordOf(e));
      if (!isSkipped(rules, ctx)) fail(rules, ctx, guardErrors(rules, counted.get(e) ?? [], ctx));
    },
  };
}

function fail({ messages }: CollectionRules, ctx: RecordContext, errors: FieldErrorMap) {
  if (Object.keys(errors).length === 0) return;
  const language = messages && markOf(ctx.get)?.language;
  const chosen = language === undefined ? undefined : messages?.[language];
  throw new FieldErrors(chosen ? translate(errors, chosen) : errors);
}

const isSkipped = ({ superusers }: CollectionRules, { get }: RecordContext) =>
  superusers === "skip" && markOf(get)?.skip === true;

/** A schema change may leave rules without their field: said at once, and every write is refused. */
const watchSchema = (
  on: "collectionAfterCreateSuccess" | "collectionAfterUpdateSuccess",
  collection: string,
  rules: CollectionRules,
): Hook => ({
  on,
  collections: [collection],
  after: ({ app }) => {
    const broken = refusalOf(app, collection, rules);
    if (broken) logFailure(app, `validate.${collection} after the change of its schema`, broken);
  },
});

/** By schema, since it is the schema that breaks a rule. Start-up has checked the first one. */
const refusals = new WeakMap<object, Refusal | null>();

function refuseIfUnusable(collection: string, rules: CollectionRules, ctx: RecordContext) {
  const { schema } = ctx;
  if (schema.version === "") return;
  let refusal = refusals.get(schema);
  if (refusal === undefined) {
    refusal = refusalOf(ctx.app, collection, rules) ?? null;
    refusals.set(schema, refusal);
  }
  if (refusal) throw refusal;
}

function refusalOf(app: App, collection: string, rules: CollectionRules): Refusal | undefined {
  const { checkRules } = require("./check.ts") as typeof import("./check.ts");
  const problems = checkRules(app, collection, rules);
  return problems.length > 0 ? new Refusal(problems) : undefined;
}
