import type { ValueRules } from "../../contract/values.ts";
import { expressionOf } from "../patterns/expression.ts";
import { sharedText } from "../shared-text.ts";
import type { FieldError, FieldErrorMap } from "./field-error.ts";
import { HELPERS } from "./helpers.ts";
import { fillMessage } from "./message.ts";
import { isEmpty, type RuleContext } from "./rule.ts";
import type { table } from "./table.ts";

/** The error of a value: one error, or the nested errors of a JSON value. */
export type Broken = FieldError | FieldErrorMap | undefined;
export type Check<Context extends RuleContext = RuleContext> = (
  value: unknown,
  ctx: Context,
) => Broken;

/** The names of table.ts, which a VM evaluates for errors only. */
const IN_TABLE: Record<keyof typeof table, true> = {
  integer: true,
  min: true,
  max: true,
  multipleOf: true,
  minLength: true,
  maxLength: true,
  email: true,
  url: true,
  pattern: true,
  oneOf: true,
  notOneOf: true,
  date: true,
  minItems: true,
  maxItems: true,
  uniqueItems: true,
};

const build = () => lazy(import("./build.ts"));

/** Returns the function of a text of build.ts, which all VMs share. */
function evaluate<Result>(key: unknown, make: () => string, fields?: PlainField[]): Result {
  const text = sharedText(`rules ${keyText(key)}`, make);
  return new Function("h", "p", "fields", text)(HELPERS, expressionOf, fields);
}

/** JSON has `null` for Infinity, and a key must tell `min: -Infinity` from `min: Infinity`. */
function keyText(key: unknown): string {
  const json = JSON.stringify(key);
  if (!json.includes("null")) return json;
  return JSON.stringify(key, (_, value) => (typeof value === "number" ? String(value) : value));
}

/** Compiles the rules of one value to a check that returns the first broken rule. */
export function compile(rules: ValueRules): Check {
  const more = [...itemChecks(rules), ...schemaChecks(rules)];
  const test = compileTests(rules);
  return (value, ctx) => {
    const name = test(value, ctx);
    if (name) return errorOf(rules, name, value);
    return isEmpty(value) ? undefined : firstBroken(more, value, ctx);
  };
}

/** Returns the name of the first broken rule. */
type Tests = (value: unknown, ctx: RuleContext) => string | undefined;

function compileTests({ items, schema, ...rules }: ValueRules): Tests {
  const hasTests = Object.keys(rules).some((name) => name in IN_TABLE);
  if (hasTests) return evaluate(rules, () => build().textOfValue(rules));
  return (value) => (rules.required && isEmpty(value) ? "required" : undefined);
}

/** One field of a record whose rules look only at its value. */
export interface PlainField {
  name: string;
  rules: ValueRules;
  /** Converts the value that PocketBase gives. */
  read: ((raw: unknown) => unknown) | undefined;
  /** Whether no value of the field is a list. */
  isScalar: boolean;
  /** No rule looks at a longer raw value, and `ctx.tooLarge` is set instead. */
  maxLength: number | undefined;
}
/**
 * Returns the first broken rule of each plain field. It allocates nothing for a record that breaks
 * no rule.
 */
export type PlainCheck = (
  data: Record<string, unknown>,
  ctx: RuleContext & { tooLarge?: boolean | undefined },
) => [field: number, rule: string, value: unknown][] | undefined;

/**
 * Whether all rules are in the table. Other rules look at more than the value, or have nested
 * errors.
 */
export const isPlain = (rules: ValueRules) =>
  Object.keys(rules).every((name) => name in IN_TABLE || name === "required" || name === "message");

/** Compiles all plain fields to one function. */
export function compilePlain(fields: PlainField[]): PlainCheck {
  if (fields.length === 0) return () => undefined;
  const key = fields.map(({ name, rules, read, isScalar, maxLength }) => [
    name,
    rules,
    !!read,
    isScalar,
    maxLength ?? "",
  ]);
  return evaluate(key, () => build().textOfFields(fields), fields);
}

/** The error of a rule that a check has named. */
export const errorOf = (rules: ValueRules, name: string, value: unknown): FieldError =>
  name === "required"
    ? requiredError(rules, value)
    : withMessage(rules, value, build().errorOf(rules, name));

const NO_LIST: FieldError = { code: "validation_items", message: "Must be a list." };
const REQUIRED: FieldError = { code: "validation_required", message: "Cannot be blank." };
export const requiredError = (rules: ValueRules, value: unknown): FieldError =>
  withMessage(rules, value, REQUIRED);

export function firstBroken<Context extends RuleContext>(
  checks: Check<Context>[],
  value: unknown,
  ctx: Context,
): Broken {
  for (const check of checks) {
    const broken = check(value, ctx);
    if (broken) return broken;
  }
  return undefined;
}

/** Returns the error with the message of the config, if there is one. */
export function withMessage(
  { message }: ValueRules,
  value: unknown,
  error: FieldError,
): FieldError {
  if (message === undefined) return error;
  return {
    ...error,
    message:
      typeof message === "string" ? fillMessage(message, error.params) : String(message(value)),
  };
}

/** Returns the error of the first item that breaks a rule, with its index. Only a list has items. */
function itemChecks(rules: ValueRules): Check[] {
  if (!rules.items) return [];
  const check = compile(rules.items);
  return [
    (value, ctx) => {
      if (!Array.isArray(value)) return withMessage(rules, value, NO_LIST);
      for (const [index, item] of value.entries()) {
        const broken = check(item, ctx) as FieldError | undefined;
        if (!broken) continue;
        const error = { ...broken, message: `Item ${index + 1}: ${broken.message}` };
        return withMessage(rules, value, { ...error, params: { ...broken.params, index } });
      }
      return undefined;
    },
  ];
}

function schemaChecks(rules: ValueRules): Check[] {
  if (rules.schema === undefined) return [];
  const { compileSchema } = lazy(import("../json-schema/index.ts"));
  const validate = compileSchema(rules.schema);
  return [(value) => validate(value, (error) => withMessage(rules, value, error))];
}
