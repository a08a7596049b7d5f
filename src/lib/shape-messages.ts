// The words of the problems that shapes find: what was expected, what was got, what to do.
import type * as v from "valibot";
import { nearest } from "./nearest.ts";
import { isObject } from "./object.ts";

/** Stands in messages for the value that was got, which only `problemsOf` knows how to show. */
const GOT = "\0";

export const mismatch = ({ expected }: { expected: string | null }) =>
  `Expected ${typeName(expected ?? "something else")}, got ${GOT}.`;

export const mismatchWith = (expected: string) => () => mismatch({ expected });

/** What a key that is missing should have. */
export const wanted = (schema: v.GenericSchema | undefined) => {
  const message = (schema as { message?: unknown } | undefined)?.message;
  return typeof message === "string"
    ? message
    : `Expected ${typeName(schema?.expects ?? "a value")}.`;
};

const TYPE_NAMES: Record<string, string> = {
  Array: "a list",
  Object: "an object",
  boolean: "true or false",
  number: "a number",
  string: "a text",
};

const typeName = (name: string) =>
  Object.hasOwn(TYPE_NAMES, name)
    ? String(TYPE_NAMES[name])
    : name.replace(/^\((.*)\)$/, (_, choices) => `one of ${choices.replaceAll(" | ", ", ")}`);

/** Puts the value into a message, or behind it when the message has no place for it. */
export function withGot(
  message: string,
  input: unknown,
  keys: (string | number)[],
  isSecret: (text: string) => boolean,
): string {
  const isShown = !SECRET.test(keys.join(".")) && !isSecret(String(input));
  if (message.includes(GOT)) {
    const end = isShown ? advice(message, input) : "";
    return message.replace(GOT, () => shown(input, isShown)) + end;
  }
  const isBehind =
    input !== undefined && !isObject(input) && !/\bgot\b|^Missing|^Unknown/i.test(message);
  return isBehind && isShown ? `${message} Got ${shown(input, true)}.` : message;
}

/** Values under such keys are shown to nobody. */
const SECRET = /secret|key|token|passw|credential/i;

/** How many characters of a text are shown. */
const LONGEST = 60;

function shown(input: unknown, isShown: boolean): string {
  if (input === undefined) return "nothing";
  if (!isShown) return Array.isArray(input) ? "a list" : kindOf(input);
  if (typeof input === "string") {
    return JSON.stringify(input.length > LONGEST ? `${input.slice(0, LONGEST)}…` : input);
  }
  if (typeof input === "function") return "a function";
  if (input instanceof RegExp) return `the regular expression ${input}`;
  if (input instanceof Date) return "a date";
  if (Array.isArray(input)) return "a list";
  return isObject(input) ? "an object" : String(input);
}

const kindOf = (input: unknown): string =>
  input === null
    ? "null"
    : (TYPE_NAMES[typeof input] ?? `a ${typeof input}`).replace(/^a (o)/, "an $1");

/** What to do about a value of a wrong kind. */
function advice(message: string, input: unknown): string {
  if (input instanceof RegExp && /a text/.test(message)) {
    const flags = input.flags.replace(/[gu]/g, "");
    const lost = flags ? ` It has no flags, and "${flags}" is lost.` : "";
    return ` Write ${JSON.stringify(input.source)}.${lost}`;
  }
  if (/^Expected a function/.test(message) && isObject(input)) {
    return " Write a function that returns it: () => ({ … }).";
  }
  return typeof input === "string" ? textAdvice(message, input) : "";
}

/** A text is often the right value in quotes, or in another case. */
function textAdvice(message: string, text: string): string {
  if (/^Expected a list/.test(message)) return ` Write ${JSON.stringify(text.split(/\s*,\s*/))}.`;
  if (/^Expected true or false/.test(message)) return " Write true or false, without quotes.";
  if (/^Expected a number/.test(message)) {
    const unit = /milli/.test(message) ? "ms" : "s";
    const [, number] = new RegExp(`^\\s*([0-9.]+)\\s*(${unit})?\\s*$`).exec(text) ?? [];
    return number ? ` Write ${Number(number)}, without quotes.` : "";
  }
  const choices = [...message.matchAll(/"([^"]*)"(?=, )/g)].map(([, choice = ""]) => choice);
  const near = nearest(
    text.toLowerCase(),
    choices.map((choice) => choice.toLowerCase()),
  );
  const meant = choices.find((choice) => choice.toLowerCase() === near);
  return meant ? ` Did you mean "${meant}"?` : "";
}
