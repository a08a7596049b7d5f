import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

type Choice = string | number | boolean;

const list = (choices: Choice[]) => choices.join(", ");

const hasOnly = (items: Choice[], choices: Choice[]) =>
  items.every((item) => choices.includes(item));
const hasAny = (items: Choice[], choices: Choice[]) => items.some((item) => choices.includes(item));

export const oneOf: Rule<Choice[]> = {
  code: "validation_one_of",
  message: (choices) => `Must be one of: ${list(choices)}.`,
  test: (choices) => source`(isList ? ${hasOnly}(value, ${choices}) : ${choices}.includes(value))`,
};

export const notOneOf: Rule<Choice[]> = {
  code: "validation_not_one_of",
  message: (choices) => `Must not be one of: ${list(choices)}.`,
  test: (choices) => source`!(isList ? ${hasAny}(value, ${choices}) : ${choices}.includes(value))`,
};
