import {
  type Broken,
  type Check,
  compile,
  compilePlain,
  firstBroken,
  isPlain,
  type PlainCheck,
  type PlainField,
  requiredError,
  withMessage,
} from "../../lib/values/compile.ts";
import type { FieldError } from "../../lib/values/field-error.ts";
import { isEmpty } from "../../lib/values/rule.ts";
import { type RecordSchema, readerOf } from "../../pocketbase/record.ts";
import { checkedOf, isNormalized, keptByTriggers } from "./constraints/kept.ts";
import type { CollectionRules, FieldRules } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

/** The compiled rules of one field that need more than its value. */
interface FieldCheck extends PlainField {
  check: Check<RecordContext>;
}

/** The compiled rules of a record's fields. */
export interface FieldChecks {
  plain: PlainCheck;
  /** The fields that `plain` names by their numbers. */
  fields: PlainField[];
  others: FieldCheck[];
  /** The fields with texts that are stored in a normal form. */
  normalized: PlainField[];
}

/** The types of fields that never hold a list. */
const SCALAR = /^(text|editor|email|url|number|bool|date|autodate)$/;

export function compileFields(
  collection: CollectionRules,
  { types, limits }: RecordSchema,
): FieldChecks {
  const kept = keptByTriggers(collection);
  const plain: PlainField[] = [];
  const others: FieldCheck[] = [];
  const normalized: PlainField[] = [];
  for (const [name, all] of Object.entries(collection.fields ?? {})) {
    const rules = checkedOf(name, all, kept);
    const type = types.get(name) ?? "";
    const read = readerOf(type);
    // Without a pattern, no rule of the table takes longer for a longer text.
    const maxLength = read || rules.pattern || !isPlain(rules) ? limits.get(name) : undefined;
    const field = { name, rules, read, isScalar: SCALAR.test(type), maxLength };
    if (isNormalized(all)) normalized.push(field);
    if (type === "password") others.push({ ...field, check: whenSet(compileField(name, rules)) });
    else if (isPlain(rules)) plain.push(field);
    else others.push({ ...field, check: compileField(name, rules) });
  }
  return { plain: compilePlain(plain), fields: plain, others, normalized };
}

/**
 * A password can be read only in the write that sets it. On an update, an empty password means that
 * it is unchanged.
 */
const whenSet =
  (check: Check<RecordContext>): Check<RecordContext> =>
  (value, ctx) =>
    isEmpty(value) && !ctx.isNew ? undefined : check(value, ctx);

function compileField(name: string, rules: FieldRules): Check<RecordContext> {
  const value = compile(rules);
  const more = [
    ...(rules.file ? lazy(import("./file.ts")).fileChecks(name, rules) : []),
    ...(asksDatabase(rules) ? lazy(import("./database.ts")).databaseChecks(name, rules) : []),
    ...ownCheck(name, rules),
  ];
  const state = hasState(rules) ? lazy(import("./state.ts")).stateChecks(name, rules) : [];
  const all: Check<RecordContext> = (input, ctx) => {
    if (isEmpty(input) && asked(`${name}.requiredWhen`, rules.requiredWhen, ctx)) {
      return requiredError(rules, input);
    }
    return (
      value(input, ctx) ??
      first(state, rules, input, ctx) ??
      (isEmpty(input) ? undefined : first(more, rules, input, ctx))
    );
  };
  if (!rules.when) return all;
  return (input, ctx) => (asked(`${name}.when`, rules.when, ctx) ? all(input, ctx) : undefined);
}

const asksDatabase = ({ exists, unique }: FieldRules) => exists !== undefined || unique;

const hasState = ({ immutable, initial, transitions }: FieldRules) =>
  immutable || initial || transitions;

function first(
  checks: Check<RecordContext>[],
  rules: FieldRules,
  value: unknown,
  ctx: RecordContext,
): Broken {
  const broken = firstBroken(checks, value, ctx);
  return broken && withMessage(rules, value, broken as FieldError);
}

function ownCheck(name: string, { check }: FieldRules): Check<RecordContext>[] {
  if (!check) return [];
  const error = { code: "validation_check", message: "Is not valid." };
  return [
    (value, ctx) => (boolean(`${name}.check`, check(value, ctx.record, ctx)) ? undefined : error),
  ];
}

const asked = (
  what: string,
  condition: FieldRules["when"] | undefined,
  ctx: RecordContext,
): boolean => condition !== undefined && boolean(what, condition(ctx.record, ctx));

/**
 * Throws on anything but a boolean, which is a bug in the config: another value taken as true could
 * let a record pass.
 */
export function boolean(what: string, result: unknown): boolean {
  if (typeof result === "boolean") return result;
  throw new TypeError(
    `${what} must return true or false, got ${result === null ? "null" : typeof result}.`,
  );
}
