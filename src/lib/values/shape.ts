// The loader checks the rules of the config against these shapes.
import * as v from "valibot";
import type { ValueRules } from "../../contract/values.ts";
import { patternProblem } from "../patterns/problem.ts";
import { count, either, fn, object, optional, positive, shape, text } from "../shape.ts";
import { isInstant } from "./helpers.ts";
import { paramProblem, valueParams } from "./message-params.ts";

const pattern = v.pipe(
  text,
  v.check(
    (source) => patternProblem(source) === undefined,
    (issue) => String(patternProblem(issue.input as string)),
  ),
);

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

/** Each problem has its own place in the config. */
const jsonSchema = v.pipe(
  either("a JSON Schema (an object, or true or false)", [object("an object"), v.boolean()]),
  v.rawCheck(({ dataset: { typed, value }, addIssue }) => {
    if (!typed) return;
    const { schemaProblems } = lazy(import("../json-schema/problems.ts"));
    const { shareProgram } = lazy(import("../json-schema/index.ts"));
    for (const { path, message } of schemaProblems(value, shareProgram)) {
      const keys = path.map((key) => ({ key }) as v.IssuePathItem);
      addIssue({ message, ...(isFilled(keys) && { path: keys }) });
    }
  }),
);
const isFilled = <T>(list: T[]): list is [T, ...T[]] => list.length > 0;

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
  schema: optional(jsonSchema),
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
