// The vocabulary of draft 2020-12, and what the value of each keyword must be. The standard's own
// meta-schema says the same in eleven kilobytes.
import { isObject } from "../object.ts";
import { HOLDERS } from "./holds.ts";

interface Keyword {
  /** What the value must be, in words. */
  expected: string;
  fits(value: unknown): boolean;
}

/** Types of draft 2020-12. */
export const TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"];

/** Keywords that have the same meaning in these drafts may name any of them. */
const DRAFT = /^https?:\/\/json-schema\.org\/(draft\/20(19-09|20-12)|draft-0[467])\/schema#?$/;
export const DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema";

const isText = (value: unknown): value is string => typeof value === "string";
const isBoolean = (value: unknown) => typeof value === "boolean";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const matching = (pattern: RegExp) => (value: unknown) => isText(value) && pattern.test(value);
const isSet = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem) && new Set(value).size === value.length;
const isTexts = (value: unknown) => isSet(value, isText);
const isType = (value: unknown) => TYPES.includes(value as string);
/**
 * An object of JSON, whose prototype has none itself. So no object of a class is one, and none for
 * which `{ __proto__: … }` was written.
 */
const isPlain = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !Object.getPrototypeOf(Object.getPrototypeOf(value) ?? Object.prototype);
export const isSchema = (value: unknown): value is Record<string, unknown> | boolean =>
  isBoolean(value) || isPlain(value);
const everyValue = (value: unknown, fits: (item: unknown) => boolean) =>
  isPlain(value) && Object.values(value).every(fits);

/** What programs hold: JSON has no functions, no `undefined` and no infinite numbers. */
function isJson(value: unknown): boolean {
  const refuse = (_: string, part: unknown) => {
    const isPart = part !== null && !isText(part) && !isBoolean(part) && typeof part !== "object";
    if (isPart && !isNumber(part)) throw new TypeError("no JSON");
    return part;
  };
  try {
    JSON.stringify(value, refuse);
    return true;
  } catch {
    return false;
  }
}

export const SCHEMA = "a schema, which is an object, true or false";

const TABLE: [keywords: string, expected: string, fits: Keyword["fits"]][] = [
  [HOLDERS.one, SCHEMA, isSchema],
  [
    HOLDERS.list,
    "a list of schemas with at least one",
    (value) => Array.isArray(value) && value.length > 0,
  ],
  [HOLDERS.names, "an object of schemas", isPlain],
  [
    "$ref $dynamicRef $comment title description format pattern contentEncoding contentMediaType",
    "text",
    isText,
  ],
  [
    "$anchor $dynamicAnchor",
    "a name that begins with a letter or _",
    matching(/^[A-Za-z_][-\w.]*$/),
  ],
  ["$id", "a URI without a fragment", matching(/^[^#]*#?$/)],
  ["$schema", `"${DRAFT_2020_12}"`, matching(DRAFT)],
  ["$vocabulary", "an object of true and false", (value) => everyValue(value, isBoolean)],
  ["uniqueItems deprecated readOnly writeOnly", "true or false", isBoolean],
  ["enum", "a list of JSON values", (value) => Array.isArray(value) && isJson(value)],
  ["examples", "a list", Array.isArray],
  ["maximum exclusiveMaximum minimum exclusiveMinimum", "a number", isNumber],
  ["multipleOf", "a number above 0", (value) => isNumber(value) && value > 0],
  [
    "maxLength minLength maxItems minItems maxContains minContains maxProperties minProperties",
    "a whole number, 0 or more",
    (value) => Number.isInteger(value) && Number(value) >= 0,
  ],
  ["required", "a list of different names", isTexts],
  ["dependentRequired", "an object of lists of names", (value) => everyValue(value, isTexts)],
  [
    "type",
    `one or a list of ${TYPES.join(", ")}`,
    (value) => isType(value) || (isSet(value, isType) && (value as unknown[]).length > 0),
  ],
  ["const default", "a JSON value", isJson],
];

export const KEYWORDS = new Map<string, Keyword>(
  TABLE.flatMap(([keywords, expected, fits]) =>
    keywords.split(" ").map((keyword): [string, Keyword] => [keyword, { expected, fits }]),
  ),
);
