import type { Rule } from "./rule.ts";

type Choice = string | number | boolean;

const list = (choices: Choice[]) => choices.join(", ");
const items = (value: unknown) => (Array.isArray(value) ? value : [value]);

export const oneOf: Rule<Choice[]> = {
  code: "validation_one_of",
  message: (choices) => `Must be one of: ${list(choices)}.`,
  test: (choices) => (value) => items(value).every((item) => choices.includes(item)),
};

export const notOneOf: Rule<Choice[]> = {
  code: "validation_not_one_of",
  message: (choices) => `Must not be one of: ${list(choices)}.`,
  test: (choices) => (value) => !items(value).some((item) => choices.includes(item)),
};
