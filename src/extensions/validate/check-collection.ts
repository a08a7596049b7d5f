// Checks the rules against the collection's real schema, at start-up and when the schema changes.

import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { formatPath } from "../../lib/path.ts";
import type { Problem } from "../../lib/refusal.ts";
import { isInstant } from "../../lib/values/helpers.ts";
import { findCollection } from "../../pocketbase/find.ts";
import type { SourceField } from "../../pocketbase/sizes.ts";
import { type Kind, kindOf, RULE_KINDS } from "./kinds.ts";
import { limitsOf } from "./limits.ts";
import type { CollectionRules, FieldRules, LimitRule } from "./options.ts";
import { runSchema } from "./standard.ts";

type Path = (string | number)[];
type Fields = Map<string, SourceField>;

/** Returns all problems, and none for a collection that does not exist yet. */
export function rulesProblems(app: App, collection: string, rules: CollectionRules): Problem[] {
  const found = findCollection(app, collection);
  if (!found) return [];
  const fields: Fields = new Map();
  for (const field of found.fields as unknown as SourceField[]) fields.set(field.name, field);
  const at = (...path: Path) => formatPath(["validate", collection, ...path]);
  return [
    ...Object.entries(rules.fields ?? {}).flatMap(([name, rule]) =>
      checkField(app, fields, name, rule, (...path) => at("fields", name, ...path)),
    ),
    ...(rules.rules ?? []).flatMap(({ field }, index) =>
      unknownField(fields, field, at("rules", index, "field")),
    ),
    ...limitsOf(rules.limit).flatMap((limit) => checkLimit(app, collection, fields, limit, at)),
    ...standardProblems(rules, at("schema")),
  ];
}

function checkField(
  app: App,
  fields: Fields,
  name: string,
  rules: FieldRules,
  at: (...path: Path) => string,
): Problem[] {
  const field = fields.get(name);
  if (!field) return unknownField(fields, name, at());
  const kind = kindOf(field);
  return [
    ...Object.keys(rules).flatMap((rule) => checkKind(rule, kind, field, at(rule))),
    ...checkChoices(rules, field, at),
    ...checkNormalize(rules, field, at("unique", "normalize")),
    ...dateFields(rules).flatMap(([bound, other]) => {
      const otherField = fields.get(other);
      if (!otherField) {
        const message = `${unknownName("field", other, [...fields.keys()])} "now" and ISO dates can be used too.`;
        return [{ path: at("date", bound), message }];
      }
      return kindOf(otherField) === "date"
        ? []
        : [{ path: at("date", bound), message: `"${other}" is no date field.` }];
    }),
    ...(typeof rules.unique === "object" ? (rules.unique.within ?? []) : []).flatMap((other) =>
      comparable(fields, other, at("unique", "within")),
    ),
    ...(rules.exists !== undefined && field.collectionId
      ? checkFilter(app, field.collectionId, rules.exists, at("exists"))
      : []),
  ];
}

function checkNormalize({ unique }: FieldRules, field: SourceField, path: string): Problem[] {
  if (typeof unique !== "object" || !unique.normalize || kindOf(field) === "text") return [];
  return [{ path, message: `"normalize" is for texts, and the field is of type ${field.type()}.` }];
}

function unknownField(fields: Fields, name: string, path: string): Problem[] {
  return fields.has(name)
    ? []
    : [{ path, message: unknownName("field", name, [...fields.keys()]) }];
}

/** Refuses a field whose values SQLite cannot compare as they are stored. */
function comparable(fields: Fields, name: string, path: string): Problem[] {
  const field = fields.get(name);
  return field ? checkKind("unique", kindOf(field), field, path) : unknownField(fields, name, path);
}

function checkKind(rule: string, kind: Kind, field: SourceField, path: string): Problem[] {
  const kinds = (RULE_KINDS as Record<string, Kind[] | undefined>)[rule];
  if (!kinds || kinds.includes(kind)) return [];
  const many = field.maxSelect === undefined ? "" : field.maxSelect > 1 ? ", multiple" : ", single";
  return [
    {
      path,
      message: `"${rule}" is not for a field of type ${field.type()}${many}. It is for: ${kinds.map(kindText).join(", ")}.`,
    },
  ];
}

/** `text` stands for all types that hold text. */
const kindText = (kind: Kind) => (kind === "text" ? "text, editor, email, url" : kind);

/** Refuses values that a select field does not have, because no record could meet the rule. */
function checkChoices(
  rules: FieldRules,
  field: SourceField,
  at: (...path: Path) => string,
): Problem[] {
  if (field.type() !== "select") return [];
  const known = [...(field.values ?? [])];
  const { oneOf = [], notOneOf = [], initial = [], transitions = {} } = rules;
  const named: [string, unknown[]][] = [
    [at("oneOf"), oneOf],
    [at("notOneOf"), notOneOf],
    [at("initial"), initial],
    ...Object.entries(transitions).map(([from, to]): [string, unknown[]] => [
      at("transitions", from),
      [from, ...to],
    ]),
  ];
  return named.flatMap(([path, values]) =>
    values
      .filter((value) => !known.includes(String(value)))
      .map((value) => ({ path, message: unknownName("value", String(value), known) })),
  );
}

const dateFields = ({ date }: FieldRules) =>
  Object.entries(date ?? {}).filter(([, bound]) => bound !== "now" && !isInstant(bound));

function checkLimit(
  app: App,
  collection: string,
  fields: Fields,
  { per = [], where, field }: LimitRule,
  at: (...path: Path) => string,
): Problem[] {
  return [
    ...(field ? unknownField(fields, field, at("limit", "field")) : []),
    ...per.flatMap((name) => comparable(fields, name, at("limit", "per"))),
    ...(where === undefined ? [] : checkFilter(app, collection, where, at("limit", "where"))),
    ...per
      .filter((name) => where !== undefined && /^\d/.test(name))
      .map((name) => ({
        path: at("limit", "per"),
        message: `With "where", PocketBase compares "${name}" by a filter, in which no name begins with a digit. Rename the field.`,
      })),
  ];
}

/** PocketBase itself checks a filter: the filter is run once, for an id that
 * hardly any record has. */
function checkFilter(app: App, collection: string, filter: string, path: string): Problem[] {
  if (filter.includes("@request.")) {
    return [{ path, message: "A rule has no request, so @request.… never matches here." }];
  }
  try {
    // Within brackets, a filter with unbalanced brackets could pass. Other filters are not run alone,
    // because one that matches nothing would read the whole collection. So would a comparison of ids
    // with an empty text.
    if (!isBalanced(filter)) app.findRecordsByFilter(collection, filter, "", 1, 0);
    app.findRecordsByFilter(collection, `(${filter}) && id = '-'`, "", 1, 0);
    return [];
  } catch (error) {
    return [
      {
        path,
        message: `PocketBase does not accept this filter: ${error instanceof Error ? error.message : error}`,
      },
    ];
  }
}

function isBalanced(filter: string): boolean {
  let depth = 0;
  for (const [token] of filter.matchAll(/'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|[()]/g)) {
    if (token === "(") depth++;
    if (token === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

/**
 * An asynchronous schema is recognised by running it. Its result for the empty input does not
 * matter.
 */
function standardProblems({ schema, apply }: CollectionRules, path: string): Problem[] {
  if (!schema)
    return apply ? [{ path, message: 'Missing: "apply" is about the output of a schema.' }] : [];
  try {
    runSchema(schema, {});
    return [];
  } catch (error) {
    return [{ path, message: String(error instanceof Error ? error.message : error) }];
  }
}
