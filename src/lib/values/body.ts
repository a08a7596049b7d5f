import type { ValueRules } from "../../contract/values.ts";
import { type Check, compile } from "./compile.ts";
import { type FieldErrorMap, setOwn } from "./field-error.ts";

/**
 * The rules are compiled once per VM and rule object: the config is the same object for the VM's
 * whole life.
 */
const compiled = new WeakMap<ValueRules, Check>();

/**
 * Returns the errors of plain values, such as a request's body; `undefined` when there are none.
 */
export function checkValues(
  rules: Record<string, ValueRules>,
  values: Record<string, unknown>,
): FieldErrorMap | undefined {
  const ctx = { field: (name: string) => values[name] };
  const errors: FieldErrorMap = {};
  for (const [name, rule] of Object.entries(rules)) {
    const broken = checkOf(rule)(values[name], ctx);
    if (broken) setOwn(errors, name, broken);
  }
  return Object.keys(errors).length > 0 ? errors : undefined;
}

function checkOf(rules: ValueRules): Check {
  const known = compiled.get(rules);
  if (known) return known;
  const check = compile(rules);
  compiled.set(rules, check);
  return check;
}
