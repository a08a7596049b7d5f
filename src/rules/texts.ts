import { codePoints, isText, type Rule } from "./rule.ts";

export const minLength: Rule<number> = {
  code: "validation_min_length",
  message: (min) => `Must be at least ${min} ${characters(min)} long.`,
  // A text has at most as many code points as code units, so most are decided without counting.
  test: (min) => (value) =>
    isText(value) && value.length >= min && (value.length >= 2 * min || codePoints(value) >= min),
};

export const maxLength: Rule<number> = {
  code: "validation_max_length",
  message: (max) => `Must be at most ${max} ${characters(max)} long.`,
  test: (max) => (value) =>
    isText(value) && (value.length <= max || (value.length <= 2 * max && codePoints(value) <= max)),
};

export const pattern: Rule<string> = {
  code: "validation_pattern",
  message: () => "Is not in the expected form.",
  test: (source) => {
    const expression = new RegExp(source, "u");
    return (value) => isText(value) && expression.test(value);
  },
};

/** The address grammar of HTML's `<input type=email>` (WHATWG HTML, "valid email address"), with a dot required. */
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const MAX_EMAIL = 254; // RFC 5321, 4.5.3.1.3, less the angle brackets

export const email: Rule<boolean> = {
  code: "validation_email",
  message: () => "Must be an email address.",
  test: () => (value) => isText(value) && value.length <= MAX_EMAIL && EMAIL.test(value),
};

/** RFC 3986 with an authority: a host name, an IPv4 address or a bracketed IPv6 one, and no white space. */
const URL =
  /^https?:\/\/(?:[^\s/?#@:[\]]+(?::[^\s/?#@[\]]*)?@)?(?:\[[0-9a-f:.]+\]|[^\s/?#@:[\]"<>\\^`{|}]+)(?::\d{1,5})?(?:[/?#][^\s"<>\\^`{|}]*)?$/i;
const MAX_URL = 2048;

export const url: Rule<boolean> = {
  code: "validation_url",
  message: () => "Must be a web address that begins with http:// or https://.",
  test: () => (value) => isText(value) && value.length <= MAX_URL && URL.test(value),
};

const characters = (count: number) => (count === 1 ? "character" : "characters");
