// A program is the text of a schema's check: the constants as JSON, and after the first line break
// the code, in which typebox has given the names to all that it uses.
import { expressionOf } from "../patterns/expression.ts";
import { codePoints } from "../values/rule.ts";
import { isEqual, isMultiple } from "./compare.ts";

/** A value that the code of a program uses, in the form that JSON can hold. */
export type Constant = { value: unknown } | { pattern: string } | { format: string };

type Check = (value: unknown) => boolean;

/** Evaluates a program, which no client's text can be a part of. */
export function evaluateProgram(program: string): Check {
  const end = program.indexOf("\n");
  const constants = (JSON.parse(program.slice(0, end)) as Constant[]).map(constantOf);
  const code = program.slice(end + 1);
  const make = new Function("External", "Guard", "Hashing", "CheckContext", code);
  const context = code.includes("CheckContext") && lazy(import("./evaluated.ts")).Evaluated;
  return make(constants, GUARD, HASHING, context);
}

function constantOf(constant: Constant): unknown {
  if ("pattern" in constant) return expressionOf(constant.pattern);
  if ("format" in constant) return lazy(import("./formats.ts")).FORMATS[constant.format];
  return constant.value;
}

const GUARD = { CodePointCount: codePoints, IsDeepEqual: isEqual, IsMultipleOf: isMultiple };
const HASHING = {
  get Hash() {
    return lazy(import("../canonical-json.ts")).canonicalJson;
  },
};
