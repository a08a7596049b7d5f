// The shapes of config values are checked in the loader only: no executor evaluates this file or
// its library.

import * as v from "valibot";
import { unknownName } from "./nearest.ts";
import { isObject } from "./object.ts";
import { formatPath } from "./path.ts";
import type { Problem } from "./refusal.ts";
import { DURATION } from "./time.ts";

/** An object with only these keys. The error for an unknown key suggests the nearest known one. */
export const shape = <Entries extends v.ObjectEntries>(entries: Entries) =>
  // Without a prototype, a key that is called "toString" is unknown too.
  v.strictObject(Object.assign(Object.create(null), entries) as Entries, (issue) => {
    const key = String(issue.path?.at(-1)?.key ?? "");
    if (issue.expected === "never") return unknownName("key", key, Object.keys(entries));
    return issue.path ? "Missing." : mismatch(issue);
  });

export const text = v.pipe(v.string(), v.nonEmpty("Expected text, got an empty string."));

/**
 * An object with keys that the user chooses. valibot's own `record` leaves out the names
 * "constructor", "prototype" and "__proto__", so that any value would pass there.
 */
export const named = <Value extends v.GenericSchema>(
  value: Value,
  name: v.GenericSchema<string> = text,
) =>
  v.pipe(
    v.custom<Record<string, v.InferInput<Value>>>(isObject, mismatchWith("an object")),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [key, item] of Object.entries(dataset.value)) {
        const results = [v.safeParse(name, key), v.safeParse(value, item)];
        for (const issue of results.flatMap(
          ({ issues = [] }) => issues as v.BaseIssue<unknown>[],
        )) {
          const path = [{ key } as v.IssuePathItem, ...(issue.path ?? [])] as const;
          addIssue({ message: messageOf(issue), path: path as [v.IssuePathItem] });
        }
      }
    }),
  );

export const optional = v.optional;

const textList = v.pipe(v.array(text), v.nonEmpty("Expected at least one."));

/** The value must have one of several shapes. The error says that `description` was expected. */
export const either = <Options extends v.UnionOptions>(description: string, options: Options) =>
  v.union(options, mismatchWith(description));

export const texts = either("text or a list of texts", [text, textList]);

/** A whole number of at least this much. */
export const count = (least: 0 | 1) =>
  v.pipe(
    v.number(),
    v.check((value: number) => Number.isInteger(value), "Expected a whole number."),
    v.minValue(least, `Expected ${least} or more.`),
  );

/** A number above 0. */
export const positive = v.pipe(
  v.number(),
  v.minValue(Number.MIN_VALUE, "Expected a number above 0."),
);

/** An object with any keys; `description` is what the user reads of it. */
export const object = (description: string) =>
  v.custom<object>(isObject, mismatchWith(description));

/** See `duration` in lib/time.ts. */
export const age = v.pipe(
  text,
  v.regex(DURATION, 'Expected a duration such as "7d", "12h" or "30m".'),
);

/** A function of the config. TypeScript checks its arguments. */
export const fn = <F extends (...args: never[]) => unknown>() =>
  v.custom<F>((value) => typeof value === "function", mismatchWith("a function"));

/** Returns all problems of `value`, each with its path in the config. */
export function problemsOf(schema: v.GenericSchema, value: unknown): Problem[] {
  const { issues } = v.safeParse(schema, value);
  return (issues ?? []).map((issue) => ({
    path: formatPath((issue.path ?? []).map(({ key }) => key as string | number)),
    message: messageOf(issue),
  }));
}

const messageOf = (issue: Issue & { message: string }) =>
  issue.message.startsWith("Invalid ") ? mismatch(issue) : issue.message;

type Issue = { expected: string | null; received: string; input: unknown };
const TYPE_NAMES: Record<string, string> = {
  Object: "an object",
  Array: "a list",
  undefined: "nothing",
};
const typeName = (name: string) =>
  name.replace(/\b(Object|Array|undefined)\b/g, (type) => TYPE_NAMES[type] ?? type);

const mismatch = ({ expected, received, input }: Issue) =>
  `Expected ${typeName(expected ?? "something else")}, got ${shown(expected ?? "", received, input)}.`;

/** A text in the wrong place may be a secret, and so may a number where a text is expected. */
function shown(expected: string, received: string, input: unknown): string {
  if (typeof input === "string") return "a text";
  if (typeof input === "number" && /string|text|address/.test(expected)) return "a number";
  return typeName(received);
}

function mismatchWith(expected: string) {
  return (issue: Issue) => mismatch({ ...issue, expected });
}
