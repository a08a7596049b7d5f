import { type Rule, rules } from "./rules.ts";
import type { FieldRules } from "./types.ts";

interface FieldError {
  code: string;
  message: string;
}
type Check = (value: unknown) => FieldError | undefined;

/** Compiled once per VM and rule object; the config is the same object for the VM's whole life. */
const compiled = new WeakMap<FieldRules, Check>();

/** The first broken rule of each field, or `undefined` when all is well. */
export function checkFields(
  fields: Record<string, FieldRules>,
  value: (name: string) => unknown,
): Record<string, FieldError> | undefined {
  let errors: Record<string, FieldError> | undefined;
  for (const name in fields) {
    const error = checkOf(fields[name] as FieldRules)(value(name));
    if (error) {
      errors ??= {};
      errors[name] = error;
    }
  }
  return errors;
}

function checkOf(field: FieldRules): Check {
  const known = compiled.get(field);
  if (known) return known;
  const check = compile(field);
  compiled.set(field, check);
  return check;
}

function compile(field: FieldRules): Check {
  const required = field.required
    ? { code: "validation_required", message: field.message ?? "Cannot be blank." }
    : undefined;
  const tests = (Object.entries(rules) as [keyof typeof rules, Rule<unknown>][])
    .filter(([name]) => field[name] !== undefined)
    .map(([name, rule]) => ({
      passes: rule.test(field[name]),
      error: { code: rule.code, message: field.message ?? rule.message(field[name]) },
    }));
  return (value) => {
    if (isEmpty(value)) return required;
    for (const { passes, error } of tests) if (!passes(value)) return error;
    return undefined;
  };
}

/** `false` and `0` are values. */
const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);
