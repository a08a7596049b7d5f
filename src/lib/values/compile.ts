import type { ValueRules } from "../../contract/values.ts";
import type { FieldError, FieldErrorMap } from "./field-error.ts";
import { fillMessage } from "./message.ts";
import { isEmpty, type Rule, type RuleContext } from "./rule.ts";
import { evaluate, type Source, source } from "./source.ts";
import { table } from "./table.ts";

/** The error of a value: one error, or the nested errors of a JSON value. */
export type Broken = FieldError | FieldErrorMap | undefined;
export type Check<Context extends RuleContext = RuleContext> = (
  value: unknown,
  ctx: Context,
) => Broken;

/** Compiles the rules of one value to a check that returns the first broken rule. */
export function compile(rules: ValueRules): Check {
  const more = [...itemChecks(rules), ...schemaChecks(rules)];
  const report = (value: unknown, error: FieldError) => withMessage(rules, value, error);
  const rest = (value: unknown, ctx: RuleContext) =>
    isEmpty(value) ? undefined : firstBroken(more, value, ctx);
  const tests = testsOf(rules, (error) => source`return ${report}(value, ${error});`);
  const last = more.length > 0 ? source` return ${rest}(value, ctx);` : source``;
  return evaluate(source`(value, ctx) => { let isList; ${tests}${last} }`);
}

/** One field of a record whose rules look only at its value. */
export interface PlainField {
  name: string;
  rules: ValueRules;
  /** Converts the value that PocketBase gives. */
  read: ((raw: unknown) => unknown) | undefined;
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
) => { field: PlainField; value: unknown; error: FieldError }[] | undefined;

/**
 * Whether all rules are in the table. Other rules look at more than the value, or have nested
 * errors.
 */
export const isPlain = (rules: ValueRules) =>
  Object.keys(rules).every((name) => name in table || name === "required" || name === "message");

/** Compiles all plain fields to one function. */
export function compilePlain(fields: PlainField[]): PlainCheck {
  const each = fields.map((field) => {
    const raw = source`data[${field.name}]`;
    const add = (error: FieldError) =>
      source`(found ??= []).push({ field: ${field}, value, error: ${error} });`;
    const read = field.read ? source`value = ${field.read}(value); ` : source``;
    const tests = source`${read}${testsOf(field.rules, add)}`;
    const { maxLength } = field;
    const bounded =
      maxLength === undefined
        ? tests
        : source`if (value && value.length > ${maxLength}) ctx.tooLarge = true; else { ${tests} }`;
    return source`value = ${raw}; ${bounded}\n`;
  });
  return evaluate(source`(data, ctx) => { let found, value, isList; ${each} return found; }`);
}

/** Sets `isList` too, which the rules about lists need, so that it is computed once. */
const EMPTY = source`value === "" || value === null || value === undefined ||
  ((isList = typeof value === "object" && ${Array.isArray}(value)) && value.length === 0)`;

/** Makes `if … else if …` with the rules in their order, which stops at the first broken one. */
function testsOf(rules: ValueRules, broken: (error: FieldError) => Source): Source {
  const blank = rules.required ? broken(REQUIRED) : source``;
  const used = (Object.entries(table) as [keyof typeof table, Rule<unknown>][]).filter(
    ([name]) => rules[name] !== undefined && rules[name] !== false,
  );
  const tests = used.map(([name, rule]) => {
    const option = rules[name];
    const error = { code: rule.code, message: rule.message(option) };
    const test = rule.test(option);
    const full = option === true ? error : { ...error, params: { [name]: option } };
    return source` else if (!(${test})) { ${broken(full)} }`;
  });
  return source`if (${EMPTY}) { ${blank} }${tests}`;
}

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
