import { HELPERS } from "./helpers.ts";
import type { Rule } from "./rule.ts";
import { source } from "./source.ts";

type Choice = string | number | boolean;

const { hasOnly, hasAny } = HELPERS;
const list = (choices: Choice[]) => choices.join(", ");

export const oneOf: Rule<Choice[]> = {
  code: "validation_one_of",
  message: (choices) => `Must be one of: ${list(choices)}.`,
  needsList: true,
  test: (choices) => source`(isList ? ${hasOnly}(value, ${choices}) : ${choices}.includes(value))`,
};

export const notOneOf: Rule<Choice[]> = {
  code: "validation_not_one_of",
  message: (choices) => `Must not be one of: ${list(choices)}.`,
  needsList: true,
  test: (choices) => source`!(isList ? ${hasAny}(value, ${choices}) : ${choices}.includes(value))`,
};
