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

/** Compiles the rules of one value. The first broken rule is reported. */
export function compile(rules: ValueRules): Check {
  const checks = [...tableChecks(rules), ...itemChecks(rules), ...schemaChecks(rules)];
  return (value, ctx) => {
    if (isEmpty(value)) return rules.required ? requiredError(rules, value) : undefined;
    for (const check of checks) {
      const broken = check(value, ctx);
      if (broken) return broken;
    }
    return undefined;
  };
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

function tableChecks(rules: ValueRules): Check[] {
  return (Object.entries(table) as [keyof typeof table, Rule<unknown>][])
    .filter(([name]) => rules[name] !== undefined && rules[name] !== false)
    .map(([name, rule]) => {
      const option = rules[name];
      const passes = rule.test(option);
      const error: FieldError = { code: rule.code, message: rule.message(option) };
      if (option !== true) error.params = { [name]: option };
      return (value, ctx) => (passes(value, ctx) ? undefined : withMessage(rules, value, error));
    });
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
