import { Pattern } from "../patterns/pattern.ts";
import { HELPERS } from "./helpers.ts";
import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

const { codePoints, isAddress, isUrl } = HELPERS;
const TEXT = source`typeof value === "string"`;

export const minLength: Rule<number> = {
  code: "validation_min_length",
  message: (min) => `Must be at least ${min} ${characters(min)} long.`,
  kind: TEXT,
  // A text has at most as many code points as code units, so most texts need no counting.
  test: (min) =>
    source`value.length >= ${min} && (value.length >= ${2 * min} || ${codePoints}(value) >= ${min})`,
};

export const maxLength: Rule<number> = {
  code: "validation_max_length",
  message: (max) => `Must be at most ${max} ${characters(max)} long.`,
  kind: TEXT,
  test: (max) =>
    source`(value.length <= ${max} || (value.length <= ${2 * max} && ${codePoints}(value) <= ${max}))`,
};

export const pattern: Rule<string> = {
  code: "validation_pattern",
  message: () => "Is not in the expected form.",
  kind: TEXT,
  test: (pattern) => source`${new Pattern(pattern)}.test(value)`,
};

export const email: Rule<boolean> = {
  code: "validation_email",
  message: () => "Must be an email address.",
  kind: TEXT,
  test: () => source`${isAddress}(value)`,
};

export const url: Rule<boolean> = {
  code: "validation_url",
  message: () => "Must be a web address that begins with http:// or https://.",
  kind: TEXT,
  test: () => source`${isUrl}(value)`,
};

const characters = (count: number) => (count === 1 ? "character" : "characters");
