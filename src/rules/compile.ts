import type { FieldError, FieldErrorMap } from "./field-error.ts";
import { isEmpty, type Rule, type RuleContext } from "./rule.ts";
import { table } from "./table.ts";
import type { ValueRules } from "./types.ts";

/** What is wrong with a value: one error, or the nested errors of a JSON value. */
export type Broken = FieldError | FieldErrorMap | undefined;
export type Check<Context extends RuleContext = RuleContext> = (
  value: unknown,
  ctx: Context,
) => Broken;

type Test = (value: unknown, ctx: RuleContext) => boolean;

/**
 * Compiles the rules of one value. The first broken rule is reported. What runs for every record counts its
 * loops by index: goja takes longer for one step of `for … of` than for a rule.
 */
export function compile(rules: ValueRules): Check {
  const { tests, errors } = tableTests(rules);
  const count = tests.length;
  const checks = [...itemChecks(rules), ...schemaChecks(rules)];
  return (value, ctx) => {
    if (value === "" || (typeof value !== "number" && isEmpty(value))) {
      return rules.required ? requiredError(rules, value) : undefined;
    }
    for (let i = 0; i < count; i++) {
      if (!(tests[i] as Test)(value, ctx))
        return withMessage(rules, value, errors[i] as FieldError);
    }
    return checks.length === 0 ? undefined : firstBroken(checks, value, ctx);
  };
}

export function firstBroken<Context extends RuleContext>(
  checks: Check<Context>[],
  value: unknown,
  ctx: Context,
): Broken {
  for (let i = 0; i < checks.length; i++) {
    const broken = checks[i]?.(value, ctx);
    if (broken) return broken;
  }
  return undefined;
}

export const requiredError = (rules: ValueRules, value: unknown): FieldError =>
  withMessage(rules, value, { code: "validation_required", message: "Cannot be blank." });

/** The error with the config's own message, if it gives one. */
export function withMessage(
  { message }: ValueRules,
  value: unknown,
  error: FieldError,
): FieldError {
  if (message === undefined) return error;
  return { ...error, message: typeof message === "string" ? message : String(message(value)) };
}

function tableTests(rules: ValueRules) {
  const used = (Object.entries(table) as [keyof typeof table, Rule<unknown>][]).filter(
    ([name]) => rules[name] !== undefined && rules[name] !== false,
  );
  return {
    tests: used.map(([name, rule]) => rule.test(rules[name])),
    errors: used.map(([name, rule]): FieldError => {
      const option = rules[name];
      const error = { code: rule.code, message: rule.message(option) };
      return option === true ? error : { ...error, params: { [name]: option } };
    }),
  };
}

/** The first item that breaks a rule, named by its place. */
function itemChecks(rules: ValueRules): Check[] {
  if (!rules.items) return [];
  const check = compile(rules.items);
  return [
    (value, ctx) => {
      if (!Array.isArray(value)) return undefined;
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
  // Here and not above: a VM whose config has no schema never evaluates the library.
  const { compileSchema } =
    require("./json-schema/index.ts") as typeof import("./json-schema/index.ts");
  const validate = compileSchema(rules.schema);
  return [(value) => validate(value, (error) => withMessage(rules, value, error))];
}
