// Checks at start-up that messages name the parameters of their errors, and that their keys exist.
import { unknownName } from "../../lib/nearest.ts";
import { formatPath } from "../../lib/path.ts";
import type { Problem } from "../../lib/refusal.ts";
import { CODE_PARAMS, paramProblem, valueParams } from "../../lib/values/message-params.ts";
import { limitField } from "./limit.ts";
import { limitsOf } from "./limits.ts";
import type { CollectionRules, FieldRules } from "./options.ts";

/** The codes of the rules that are not in the table. */
const PARAMS: Record<string, string[]> = {
  ...CODE_PARAMS,
  validation_required: ["index"],
  validation_immutable: [],
  validation_initial: ["initial"],
  validation_transitions: ["from", "transitions"],
  validation_unique: [],
  validation_exists: [],
  validation_file_max_size: ["maxSize"],
  validation_file_type: ["types"],
  validation_schema: ["keyword"],
  validation_check: [],
  validation_check_failed: [],
  validation_rule: [],
  validation_limit: ["max"],
};

const fieldParams = ({ initial, transitions, file, ...rules }: FieldRules): string[] => [
  ...valueParams(rules),
  ...(initial ? ["initial"] : []),
  ...(transitions ? ["from", "transitions"] : []),
  ...Object.keys(file ?? {}),
];

export function messageProblems(collection: string, rules: CollectionRules): Problem[] {
  const problems: Problem[] = [];
  const check = (message: unknown, params: string[], ...path: (string | number)[]) => {
    const problem = paramProblem(message, params);
    const at = formatPath(["validate", collection, ...path]);
    if (problem) problems.push({ path: at, message: problem });
  };
  for (const [name, field] of Object.entries(rules.fields ?? {})) {
    check(field.message, fieldParams(field), "fields", name, "message");
    check(field.items?.message, valueParams(field.items ?? {}), "fields", name, "items", "message");
  }
  rules.rules?.forEach(({ message }, index) => {
    check(message, [], "rules", index, "message");
  });
  for (const { message } of limitsOf(rules.limit)) check(message, ["max"], "limit", "message");
  const known = keysOf(rules);
  for (const [language, messages] of Object.entries(rules.messages ?? {})) {
    for (const [key, message] of Object.entries(messages)) {
      const path = ["messages", language, key];
      const params = known(key);
      if (params) check(message, params, ...path);
      else if (!rules.schema) problems.push(unknownKey(collection, rules, path));
    }
  }
  return problems;
}

const unknownKey = (collection: string, rules: CollectionRules, path: string[]): Problem => ({
  path: formatPath(["validate", collection, ...path]),
  message: `${unknownName("field or code", path.at(-1) ?? "", [...fieldsOf(rules), ...codesOf(rules)])} A key is "<field>", "<code>" or "<field>.<code>".`,
});

const fieldsOf = ({ fields = {}, rules = [], limit }: CollectionRules): string[] => [
  ...new Set([
    ...Object.keys(fields),
    ...rules.map(({ field }) => field),
    ...limitsOf(limit).map(limitField),
  ]),
];

const codesOf = ({ rules = [] }: CollectionRules): string[] => [
  ...Object.keys(PARAMS),
  ...rules.flatMap(({ code }) => code ?? []),
];

/** Finds the parameters of the errors that a key of `messages` is for. */
function keysOf(rules: CollectionRules): (key: string) => string[] | undefined {
  const fields = fieldsOf(rules);
  const codes = codesOf(rules);
  return (key) => {
    if (fields.includes(key)) {
      const limits = limitsOf(rules.limit).some((limit) => limitField(limit) === key);
      return [...fieldParams(rules.fields?.[key] ?? {}), ...(limits ? ["max"] : [])];
    }
    const [field = "", code] = key.split(".");
    if (code !== undefined && !fields.includes(field)) return undefined;
    const name = code ?? field;
    return codes.includes(name) ? (PARAMS[name] ?? []) : undefined;
  };
}
