// Rules about what a value was before.
import { same } from "../../lib/same.ts";
import type { Check } from "../../lib/values/compile.ts";
import type { FieldError } from "../../lib/values/field-error.ts";
import { isEmpty } from "../../lib/values/rule.ts";
import type { FieldRules } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

type RecordCheck = Check<RecordContext>;

/** These look at emptied values as well: to empty a value is to change it. */
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

/** What a record may begin with; one saved without a value begins when it gets one. */
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
