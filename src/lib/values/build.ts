// Makes the texts of rules, once in a process, and the errors of values that break them.
import type { ValueRules } from "../../contract/values.ts";
import type { PlainField } from "./compile.ts";
import type { FieldError } from "./field-error.ts";
import { HELPERS } from "./helpers.ts";
import type { Rule } from "./rule.ts";
import { bodyOf, type Source, source } from "./source.ts";
import { table } from "./table.ts";

const RULES = Object.entries(table) as [keyof typeof table, Rule<unknown>][];

/** The text of a function that returns the name of the first broken rule of a value. */
export function textOfValue(rules: ValueRules): string {
  const tests = testsOf(rules, false, (rule) => source`return ${rule};`);
  return bodyOf(source`(value, ctx) => { let isList; ${tests} }`);
}

/** The text of a function that looks at all plain fields of a record (`PlainCheck`). */
export function textOfFields(fields: PlainField[]): string {
  const each = fields.map(({ name, rules, read, isScalar, maxLength }, index) => {
    const add = (rule: string) => source`found = ${HELPERS.add}(found, ${index}, ${rule}, value);`;
    const reading = read ? source`value = fields[${index}].read(value); ` : source``;
    const tests = source`${reading}${testsOf(rules, isScalar, add)}`;
    const bounded =
      maxLength === undefined
        ? tests
        : source`if (value && value.length > ${maxLength}) ctx.tooLarge = true; else { ${tests} }`;
    return source`value = data[${name}]; ${bounded}\n`;
  });
  return bodyOf(source`(data, ctx) => { let found, value, isList; ${each} return found; }`);
}

const BLANK = source`value === "" || value == null`;
const isEmptyList = source`typeof value === "object" && ${HELPERS.isArray}(value) && value.length === 0`;
/** Rules about lists need `isList` too, which is computed once. */
const isKnownEmptyList = source`(isList = typeof value === "object" && ${HELPERS.isArray}(value)) && value.length === 0`;

/** Makes `if … else if …` with the rules in their order, which stops at the first broken one. */
function testsOf(rules: ValueRules, isScalar: boolean, broken: (rule: string) => Source): Source {
  const used = RULES.filter(([name]) => rules[name] !== undefined && rules[name] !== false);
  const kinds = new Set<Source>();
  const tests = used.map(([name, { kind, test }]) => {
    const isNew = kind && !kinds.has(kind);
    if (kind) kinds.add(kind);
    const holds = isNew ? source`${kind} && ${test(rules[name])}` : test(rules[name]);
    return source` else if (!(${holds})) { ${broken(name)} }`;
  });
  const blank = rules.required ? broken("required") : source``;
  return source`if (${emptyOf(used, isScalar)}) { ${blank} }${tests}`;
}

function emptyOf(used: typeof RULES, isScalar: boolean): Source {
  if (used.some(([, { needsList }]) => needsList)) return source`${BLANK} || ${isKnownEmptyList}`;
  return isScalar ? BLANK : source`${BLANK} || ${isEmptyList}`;
}

/** The error of a broken rule of the table. */
export function errorOf(rules: ValueRules, name: string): FieldError {
  const option = rules[name as keyof typeof table];
  const rule = table[name as keyof typeof table] as Rule<unknown>;
  const error = { code: rule.code, message: rule.message(option) };
  return option === true ? error : { ...error, params: { [name]: option } };
}
