import { isAddress } from "../address.ts";
import { expressionOf } from "../patterns/expression.ts";
import { codePoints, type Rule } from "./rule.ts";
import { source } from "./source.ts";

const TEXT = source`typeof value === "string"`;

export const minLength: Rule<number> = {
  code: "validation_min_length",
  message: (min) => `Must be at least ${min} ${characters(min)} long.`,
  // A text has at most as many code points as code units, so most texts need no counting.
  test: (min) =>
    source`${TEXT} && value.length >= ${min} && (value.length >= ${2 * min} || ${codePoints}(value) >= ${min})`,
};

export const maxLength: Rule<number> = {
  code: "validation_max_length",
  message: (max) => `Must be at most ${max} ${characters(max)} long.`,
  test: (max) =>
    source`${TEXT} && (value.length <= ${max} || (value.length <= ${2 * max} && ${codePoints}(value) <= ${max}))`,
};

export const pattern: Rule<string> = {
  code: "validation_pattern",
  message: () => "Is not in the expected form.",
  test: (pattern) => source`${TEXT} && ${expressionOf(pattern)}.test(value)`,
};

export const email: Rule<boolean> = {
  code: "validation_email",
  message: () => "Must be an email address.",
  test: () => source`${TEXT} && ${isAddress}(value)`,
};

/**
 * A URL of RFC 3986 with an authority: a host name, an IPv4 address or an IPv6 address in brackets,
 * and no white space.
 */
const URL =
  /^https?:\/\/(?:[^\s/?#@:[\]]+(?::[^\s/?#@[\]]*)?@)?(?:\[[0-9a-f:.]+\]|[^\s/?#@:[\]"<>\\^`{|}]+)(?::\d{1,5})?(?:[/?#][^\s"<>\\^`{|}]*)?$/i;
const MAX_URL = 2048;

export const url: Rule<boolean> = {
  code: "validation_url",
  message: () => "Must be a web address that begins with http:// or https://.",
  test: () => source`${TEXT} && value.length <= ${MAX_URL} && ${URL}.test(value)`,
};

const characters = (count: number) => (count === 1 ? "character" : "characters");
