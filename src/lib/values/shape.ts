// The loader checks the rules of the config against these shapes.
import * as v from "valibot";
import type { ValueRules } from "../../contract/values.ts";
import { unknownName } from "../nearest.ts";
import { count, either, fn, object, optional, positive, shape, text } from "../shape.ts";
import { isInstant } from "./dates.ts";
import { paramProblem, valueParams } from "./message-params.ts";

const pattern = v.pipe(
  text,
  v.check(
    (source) => patternProblem(source) === undefined,
    (issue) => String(patternProblem(issue.input as string)),
  ),
);

/**
 * Returns why a pattern is refused: it does not compile, or it has another meaning in this runtime.
 */
function patternProblem(source: string): string | undefined {
  if (/\\p\{/i.test(source)) {
    return `This server's runtime reads \\p{…} as the text "p{…}": list the characters instead, for example [A-Za-zÀ-ÿ]. Got: ${source}`;
  }
  try {
    new RegExp(source, "u");
    return undefined;
  } catch (error) {
    return `Not a regular expression (flag u): ${error instanceof Error ? error.message : error}. Got: ${source}`;
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
export const valueRulesShape = v.pipe(
  shape(valueRuleEntries),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const rules = dataset.value as ValueRules;
    const problem =
      paramProblem(rules.message, valueParams(rules)) ??
      paramProblem(rules.items?.message, valueParams(rules.items ?? {}));
    if (problem) addIssue({ message: problem });
  }),
);

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
