import type { Rule } from "./rule.ts";

type Choice = string | number | boolean;

const list = (choices: Choice[]) => choices.join(", ");

export const oneOf: Rule<Choice[]> = {
  code: "validation_one_of",
  message: (choices) => `Must be one of: ${list(choices)}.`,
  test: (choices) => (value) =>
    Array.isArray(value)
      ? value.every((item) => choices.includes(item))
      : choices.includes(value as Choice),
};

export const notOneOf: Rule<Choice[]> = {
  code: "validation_not_one_of",
  message: (choices) => `Must not be one of: ${list(choices)}.`,
  test: (choices) => (value) =>
    !(Array.isArray(value)
      ? value.some((item) => choices.includes(item))
      : choices.includes(value as Choice)),
};
