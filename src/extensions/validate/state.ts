// These rules compare a value with its earlier one.
import { same } from "../../lib/same.ts";
import type { Check } from "../../lib/values/compile.ts";
import type { FieldError } from "../../lib/values/field-error.ts";
import { isEmpty } from "../../lib/values/rule.ts";
import type { FieldRules } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

type RecordCheck = Check<RecordContext>;

/** These rules also check emptied values, because emptying a value changes it. */
export function stateChecks(field: string, rules: FieldRules): RecordCheck[] {
  const checks: RecordCheck[] = [];
  if (rules.immutable) checks.push(immutable(field));
  if (rules.initial) checks.push(initial(field, rules.initial));
  if (rules.transitions) checks.push(transitions(field, rules.transitions));
  return checks;
}

const immutable = (field: string): RecordCheck => {
  const error = { code: "validation_immutable", message: "Cannot be changed." };
  return (value, ctx) => (ctx.original && !same(ctx.original[field], value) ? error : undefined);
};

/**
 * Checks the first value of a record. When it was saved without a value, its first value is the
 * next one that it gets.
 */
const initial = (field: string, values: unknown[]): RecordCheck => {
  const error: FieldError = {
    code: "validation_initial",
    message: `Must begin as one of: ${values.join(", ")}.`,
    params: { initial: values },
  };
  return (value, ctx) => {
    const begins = ctx.original === null || isEmpty(ctx.original[field]);
    return begins && !isEmpty(value) && !values.includes(value) ? error : undefined;
  };
};

const transitions = (field: string, table: Record<string, unknown[]>): RecordCheck => {
  return (value, ctx) => {
    const before = ctx.original?.[field];
    if (isEmpty(before) || same(before, value)) return undefined;
    const next = Object.hasOwn(table, String(before)) ? (table[String(before)] ?? []) : [];
    if (next.includes(value)) return undefined;
    return {
      code: "validation_transitions",
      message:
        next.length > 0
          ? `Can only become one of: ${next.join(", ")}.`
          : "Cannot be changed any more.",
      params: { from: before, transitions: next },
    };
  };
};
