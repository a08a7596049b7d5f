// The keywords that look at one value, each with the sentence that a client reads.
import { canonicalJson } from "../canonical-json.ts";
import { expressionOf } from "../patterns/expression.ts";
import { codePoints } from "../values/rule.ts";
import { isEqual, isMultiple } from "./compare.ts";

export type Kind = "object" | "array" | "string" | "number" | "other";

export const kindOf = (value: unknown): Kind => {
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  if (type === "string" || type === "number") return type;
  return type === "object" && value !== null ? "object" : "other";
};

interface Assertion {
  /** The keyword says nothing about values of other kinds. Without it, it is about all. */
  kind?: Kind;
  holds(value: unknown, option: unknown): boolean;
  message(option: unknown): string;
}

type Sized = { length: number };
const of = <Value, Option = number>(
  kind: Kind,
  holds: (value: Value, option: Option) => boolean,
  message: (option: Option) => string,
) => ({ kind, holds, message }) as unknown as Assertion;
const ofAll = (
  holds: (value: unknown, option: unknown) => boolean,
  message: (option: unknown) => string,
): Assertion => ({ holds, message });

const sizeOf = (value: object) => Object.keys(value).length;
const items = (value: unknown) => value as unknown[];

const isOfType = (value: unknown, type: unknown) => {
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type === "boolean") return typeof value === type;
  return kindOf(value) === type;
};

export const ASSERTIONS: Record<string, Assertion> = {
  type: ofAll(
    (value, types) => [types].flat().some((type) => isOfType(value, type)),
    (types) =>
      Array.isArray(types) ? `Must be either ${types.join(" or ")}.` : `Must be ${types}.`,
  ),
  minProperties: of<object>(
    "object",
    (value, min) => sizeOf(value) >= min,
    (min) => `Must not have fewer than ${min} properties.`,
  ),
  maxProperties: of<object>(
    "object",
    (value, max) => sizeOf(value) <= max,
    (max) => `Must not have more than ${max} properties.`,
  ),
  minItems: of<Sized>(
    "array",
    (value, min) => value.length >= min,
    (min) => `Must not have fewer than ${min} items.`,
  ),
  maxItems: of<Sized>(
    "array",
    (value, max) => value.length <= max,
    (max) => `Must not have more than ${max} items.`,
  ),
  uniqueItems: of<unknown[], boolean>(
    "array",
    (value, isUnique) => !isUnique || new Set(value.map(canonicalJson)).size === value.length,
    () => "Must not have duplicate items.",
  ),
  minLength: of<string>(
    "string",
    (value, min) => codePoints(value) >= min,
    (min) => `Must not have fewer than ${min} characters.`,
  ),
  maxLength: of<string>(
    "string",
    (value, max) => codePoints(value) <= max,
    (max) => `Must not have more than ${max} characters.`,
  ),
  format: of<string, string>(
    "string",
    (value, format) => lazy(import("./formats.ts")).FORMATS[format]?.(value) !== false,
    (format) => `Must match format "${format}".`,
  ),
  pattern: of<string, string>(
    "string",
    (value, pattern) => expressionOf(pattern).test(value),
    (pattern) => `Must match pattern "${pattern}".`,
  ),
  exclusiveMinimum: of<number>(
    "number",
    (value, limit) => value > limit,
    (limit) => `Must be > ${limit}.`,
  ),
  exclusiveMaximum: of<number>(
    "number",
    (value, limit) => value < limit,
    (limit) => `Must be < ${limit}.`,
  ),
  minimum: of<number>(
    "number",
    (value, limit) => value >= limit,
    (limit) => `Must be >= ${limit}.`,
  ),
  maximum: of<number>(
    "number",
    (value, limit) => value <= limit,
    (limit) => `Must be <= ${limit}.`,
  ),
  multipleOf: of<number>("number", isMultiple, (step) => `Must be multiple of ${step}.`),
  const: ofAll(isEqual, () => "Must be equal to constant."),
  enum: ofAll(
    (value, options) => items(options).some((option) => isEqual(value, option)),
    () => "Must be equal to one of the allowed values.",
  ),
};
