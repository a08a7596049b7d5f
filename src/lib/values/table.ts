import type { ValueRules } from "../../contract/values.ts";
import { notOneOf, oneOf } from "./choices.ts";
import { date } from "./dates.ts";
import { maxItems, minItems, uniqueItems } from "./lists.ts";
import { integer, max, min, multipleOf } from "./numbers.ts";
import type { Rule } from "./rule.ts";
import { email, maxLength, minLength, pattern, url } from "./texts.ts";

type Options = Required<Omit<ValueRules, "required" | "message" | "items" | "schema">>;

/** The rules of a single value, in the order in which they are tried. */
export const table: { [Name in keyof Options]: Rule<Options[Name]> } = {
  integer,
  min,
  max,
  multipleOf,
  minLength,
  maxLength,
  email,
  url,
  pattern,
  oneOf,
  notOneOf,
  date,
  minItems,
  maxItems,
  uniqueItems,
};
