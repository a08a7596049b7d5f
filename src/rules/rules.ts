import type { FieldRules } from "./types.ts";

/** One rule: what it asks of a value, given its option in the config. */
export interface Rule<Option> {
  code: string;
  message(option: Option): string;
  /** Prepares the test once per VM. */
  test(option: Option): (value: unknown) => boolean;
}

type Options = Required<Omit<FieldRules, "required" | "message">>;
type RuleTable = { [Name in keyof Options]: Rule<Options[Name]> };

/** The address grammar of HTML's `<input type=email>` (WHATWG HTML, "valid email address"), with a dot required. */
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const MAX_EMAIL_LENGTH = 254; // RFC 5321, 4.5.3.1.3 less the angle brackets

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** The field rules, in the order they are tried. An empty value does not come here. */
export const rules: RuleTable = {
  integer: {
    code: "validation_integer",
    message: () => "Must be a whole number.",
    test: (wanted) => (value) => !wanted || Number.isInteger(value),
  },
  min: {
    code: "validation_min",
    message: (min) => `Must be at least ${min}.`,
    test: (min) => (value) => isNumber(value) && value >= min,
  },
  max: {
    code: "validation_max",
    message: (max) => `Must be at most ${max}.`,
    test: (max) => (value) => isNumber(value) && value <= max,
  },
  email: {
    code: "validation_email",
    message: () => "Must be an email address.",
    test: (wanted) => (value) =>
      !wanted ||
      (typeof value === "string" && value.length <= MAX_EMAIL_LENGTH && EMAIL.test(value)),
  },
  pattern: {
    code: "validation_pattern",
    message: () => "Is not in the expected form.",
    test: (pattern) => {
      const expression = new RegExp(pattern, "u");
      return (value) => typeof value === "string" && expression.test(value);
    },
  },
  oneOf: {
    code: "validation_one_of",
    message: (allowed) => `Must be one of: ${allowed.join(", ")}.`,
    test: (allowed) => (value) =>
      Array.isArray(value)
        ? value.every((item) => allowed.includes(item))
        : allowed.includes(value as string),
  },
};
