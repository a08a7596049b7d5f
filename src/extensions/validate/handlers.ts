// These handlers run when a record is written. index.ts requires this file for the first record, so
// that a VM made for something else evaluates no rules.
import type { HookContext } from "../../contract/context.ts";
import type { App, EventOf } from "../../contract/pocketbase.ts";
import type { Refusal } from "../../lib/refusal.ts";
import type { FieldErrorMap } from "../../lib/values/field-error.ts";
import { note, recall } from "../../pocketbase/schema.ts";
import type { Mark } from "./mark.ts";
import type { CollectionRules, LimitRule } from "./options.ts";
import { RecordContext, type WrittenRecord } from "./record-context.ts";
import { validateRecord } from "./validate.ts";

const guard = () => lazy(import("./after-write.ts"));
const markOf = (ctx: RecordContext) => lazy(import("./mark.ts")).markOf(ctx);

export function onValidate(
  collection: string,
  rules: CollectionRules,
  e: EventOf<"recordValidate">,
  owner: HookContext,
) {
  const ctx = new RecordContext(owner, collection, e.record as unknown as WrittenRecord, true);
  refuseIfUnusable(collection, rules, ctx);
  const mark = rules.superusers === "skip" || rules.messages ? markOf(ctx) : undefined;
  if (isSkipped(rules, mark)) return;
  const errors = validateRecord(rules, ctx);
  refuse(owner, rules, mark, errors, ctx.tooLarge);
}

/** The state before the write, by event, because the record is no longer new afterwards. */
const before = new WeakMap<object, { counted: LimitRule[]; mark: Mark | undefined }>();
type ExecuteEvent = EventOf<"recordCreateExecute">;

/** Checks `unique` and `limit` where no trigger does. */
export function beforeExecute(
  collection: string,
  rules: CollectionRules,
  e: ExecuteEvent,
  owner: HookContext,
) {
  const ctx = new RecordContext(owner, collection, e.record as unknown as WrittenRecord, false);
  refuseIfUnusable(collection, rules, ctx);
  before.set(e, { counted: guard().countedBefore(rules, ctx), mark: markOf(ctx) });
}

export function afterExecute(
  collection: string,
  rules: CollectionRules,
  e: ExecuteEvent,
  owner: HookContext,
) {
  const { counted = [], mark } = before.get(e) ?? {};
  if (isSkipped(rules, mark)) return;
  const ctx = new RecordContext(owner, collection, e.record as unknown as WrittenRecord, false);
  refuse(owner, rules, mark, guard().guardErrors(rules, counted, ctx));
}

/** Refuses the write if there are errors. A VM that has only valid records knows no messages. */
function refuse(
  owner: HookContext,
  rules: CollectionRules,
  mark: Mark | undefined,
  errors: FieldErrorMap,
  tooLarge?: boolean,
) {
  if (isEmptyMap(errors) && !tooLarge) return;
  lazy(import("./messages.ts")).refuseFields(owner, rules, mark?.language, errors, tooLarge);
}

/** `Object.keys` would make a list for every valid record. */
function isEmptyMap(errors: FieldErrorMap): boolean {
  for (const _ in errors) return false;
  return true;
}

/** A field that PocketBase names in the text of an error, which another error may surround. */
const NOT_UNIQUE = /(\w+): Value must be unique/g;

/**
 * A trigger has refused the write for another one at the same moment, or for a limit. PocketBase says
 * only that the value of a field must be unique.
 */
export function onSaveError(
  collection: string,
  rules: CollectionRules,
  e: EventOf<"recordAfterCreateError">,
  owner: HookContext,
) {
  const text = String(e.error);
  const refused = [...text.matchAll(NOT_UNIQUE)].map(([, field = ""]) => field);
  if (refused.length === 0 && !text.includes("Pocketbundle")) return;
  const ctx = new RecordContext(owner, collection, e.record as unknown as WrittenRecord, false);
  refuseIfUnusable(collection, rules, ctx);
  const errors = lazy(import("./constraints/violation.ts")).violations(rules, ctx, refused);
  refuse(owner, rules, rules.messages && markOf(ctx), errors);
}

const isSkipped = ({ superusers }: CollectionRules, mark: Mark | undefined) =>
  superusers === "skip" && mark?.skip === true;

/**
 * A schema change may remove a field that rules name. This is logged at once, and every write is
 * refused.
 */
export function onSchema(collection: string, rules: CollectionRules, app: App) {
  const broken = refusalOf(app, collection, rules);
  if (!broken) return;
  const { logFailure } = lazy(import("../../pocketbase/failure-log.ts"));
  logFailure(app, `validate.${collection} after the change of its schema`, broken);
}

/**
 * The refusals by schema, because a schema change may break a rule. Start-up has checked the first
 * schema.
 */
const refusals = new WeakMap<object, Refusal | null>();

function refuseIfUnusable(collection: string, rules: CollectionRules, ctx: RecordContext) {
  const { schema } = ctx;
  if (schema.version === "") return;
  let refusal = refusals.get(schema);
  if (refusal === undefined) {
    const what = `.usable.${collection}`;
    const isUsable = recall(what, schema.version) !== undefined;
    refusal = (!isUsable && refusalOf(ctx.app, collection, rules)) || null;
    if (!refusal) note(what, schema.version);
    refusals.set(schema, refusal);
  }
  if (refusal) throw refusal;
}

function refusalOf(app: App, collection: string, rules: CollectionRules): Refusal | undefined {
  const problems = lazy(import("./check-collection.ts")).rulesProblems(app, collection, rules);
  if (problems.length === 0) return undefined;
  return new (lazy(import("../../lib/refusal.ts")).Refusal)(problems);
}
