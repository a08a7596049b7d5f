// The loader checks the rules of the config against these shapes.
import * as v from "valibot";
import { unknownName } from "../nearest.ts";
import { count, either, fn, object, optional, positive, shape, text } from "../shape.ts";
import { isInstant } from "./dates.ts";

const pattern = v.pipe(
  text,
  v.check(
    (source) => patternProblem(source) === undefined,
    (issue) => String(patternProblem(issue.input as string)),
  ),
);

/**
 * Returns why a pattern is refused: it does not compile, or the runtime could not match it in a
 * time that grows with the length of the text alone.
 */
function patternProblem(source: string): string | undefined {
  const { linearExpression } = lazy(import("../patterns/linear.ts"));
  try {
    new RegExp(source, "u");
    linearExpression(source);
    return undefined;
  } catch (error) {
    return `Not a regular expression that can be used (flag u): ${error instanceof Error ? error.message : error}. Got: ${source}`;
  }
}

const choices = v.pipe(
  v.array(either("a text, number or boolean", [v.string(), v.number(), v.boolean()])),
  v.nonEmpty("Expected at least one value."),
);
/**
 * A date, `"now"` or a field's name. Whether the field exists is checked where its collection is
 * known.
 */
const bound = v.pipe(
  text,
  v.check(
    (value) => value === "now" || isInstant(value) || /^[a-zA-Z_]\w*$/.test(value),
    'Expected an ISO date, "now" or the name of a field.',
  ),
);

const valueEntries = {
  required: optional(v.boolean()),
  min: optional(v.number()),
  max: optional(v.number()),
  integer: optional(v.boolean()),
  multipleOf: optional(positive),
  minLength: optional(count(0)),
  maxLength: optional(count(0)),
  pattern: optional(pattern),
  email: optional(v.boolean()),
  url: optional(v.boolean()),
  oneOf: optional(choices),
  notOneOf: optional(choices),
  date: optional(shape({ after: optional(bound), before: optional(bound) })),
  minItems: optional(count(0)),
  maxItems: optional(count(0)),
  uniqueItems: optional(v.boolean()),
  schema: optional(
    v.pipe(
      either("a JSON Schema (an object, or true or false)", [object("an object"), v.boolean()]),
      v.check(
        (schema) => schemaProblem(schema) === undefined,
        (issue) => String(schemaProblem(issue.input)),
      ),
    ),
  ),
  message: optional(either("a text or a function", [text, fn()])),
};

/** The entries of `ValueRules`, in the shape of the config. */
export const valueRuleEntries = { ...valueEntries, items: optional(shape(valueEntries)) };
export const valueRulesShape = shape(valueRuleEntries);

/**
 * Compiling the schema checks it: this finds references that lead nowhere and patterns that do not
 * compile.
 */
function schemaProblem(schema: unknown): string | undefined {
  const { KEYWORDS, unknownKeywords } = lazy(import("../json-schema/inspect.ts"));
  const [unknown] = unknownKeywords(schema);
  if (unknown) {
    return `${unknown.where}: ${unknownName("keyword", unknown.keyword, KEYWORDS)} Your own begin with x-.`;
  }
  try {
    lazy(import("../json-schema/index.ts")).compileSchema(schema as never);
    return undefined;
  } catch (error) {
    return `Not a JSON Schema that can be used: ${error instanceof Error ? error.message : error}`;
  }
}
