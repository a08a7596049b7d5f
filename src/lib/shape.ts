// The shapes of config values are checked in the loader only: no executor evaluates this file or
// its library.

import * as v from "valibot";
import { nearest, unknownName } from "./nearest.ts";
import { isObject } from "./object.ts";
import { formatPath } from "./path.ts";
import type { Problem } from "./refusal.ts";
import { secretProblem, unsetProblem } from "./secret-problem.ts";
import { mismatch, mismatchWith, wanted, withGot } from "./shape-messages.ts";
import { whyNotSync } from "./sync-function.ts";
import { DAY, DURATION, duration } from "./time.ts";

/**
 * An object with only these keys. The error for an unknown key suggests the nearest known one.
 * @param hint what to say of a key that is like no known one
 */
export const shape = <Entries extends v.ObjectEntries>(
  entries: Entries,
  hint: (key: string) => string = () => "",
) => {
  const keys = Object.keys(entries);
  const unknown = (key: string) =>
    unknownName("key", key, keys) + (nearest(key, keys) ? "" : hint(key));
  const strict = v.strictObject(
    // Without a prototype, a key that is called "toString" is unknown too.
    Object.assign(Object.create(null), entries) as Entries,
    (issue) => {
      const key = String(issue.path?.at(-1)?.key ?? "");
      if (issue.expected === "never") return unknown(key);
      return issue.path ? `Missing. ${wanted(entries[key])}` : mismatchWith(sketch(entries))();
    },
  );
  return noList(everyUnknownKey(strict, keys, unknown), sketch(entries));
};

/** valibot stops at the first unknown key of an object, which is its last issue. */
const everyUnknownKey = <Schema extends v.GenericSchema>(
  schema: Schema,
  keys: string[],
  message: (key: string) => string,
): Schema => ({
  ...schema,
  "~run": (dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) => {
    const { value: input } = dataset;
    const result = schema["~run"](dataset, config);
    const first = result.issues?.at(-1);
    const [at, inner] = first?.path ?? [];
    if (!first || !at || inner || first.expected !== "never") return result;
    const others = Object.keys(input as object).filter((key) => ![...keys, at.key].includes(key));
    const issues = others.map((key) => ({
      ...first,
      input: key,
      message: message(key),
      path: [{ ...at, key, value: (input as Record<string, unknown>)[key] }],
    }));
    return { ...result, issues: [...(result.issues ?? []), ...issues] };
  },
});

/** An object as a message sketches it: its required keys, or else its first ones. */
function sketch(entries: v.ObjectEntries): string {
  const keys = Object.keys(entries);
  const required = keys.filter((key) => entries[key]?.type !== "optional");
  const some = required.length > 0 ? required : keys.slice(0, 3);
  return `an object such as { ${[...some, ...(some.length < keys.length ? ["…"] : [])].join(", ")} }`;
}

/** To valibot, a list is an object too. */
const noList = <Schema extends v.GenericSchema>(schema: Schema, expected = "an object"): Schema => {
  const refused = v.custom(() => false, mismatchWith(expected));
  return {
    ...schema,
    "~run": (dataset: never, config: never) =>
      (Array.isArray((dataset as { value: unknown }).value) ? refused : schema)["~run"](
        dataset,
        config,
      ),
  };
};

export const text = v.pipe(v.string(), v.nonEmpty("Expected text, got an empty string."));

const refusing = (problem: (text: string) => string | undefined) =>
  v.pipe(
    text,
    v.check(
      (value) => problem(value) === undefined,
      ({ input }) => problem(`${input}`) ?? "",
    ),
  );

/** A key of an API, whose owner knows it. */
export const apiKey = refusing(unsetProblem);
/** A secret that strangers must not guess. */
export const secret = refusing(secretProblem);

/** An object with any keys, which the user chooses. */
export const named = <Value extends v.GenericSchema>(value: Value) => record(text, value);

/**
 * The same, where the keys have rules. valibot's own `record` leaves out the names "constructor",
 * "prototype" and "__proto__", so that any value would pass there.
 */
export const record = <Value extends v.GenericSchema>(
  name: v.GenericSchema<string>,
  value: Value,
): v.GenericSchema<Record<string, v.InferInput<Value>>> => {
  const any = v.custom<Record<string, v.InferInput<Value>>>(isObject, mismatchWith("an object"));
  return {
    ...any,
    "~run": (dataset, config) => {
      const run = any["~run"](dataset, config);
      if (!run.typed) return run;
      const issues = Object.entries(run.value).flatMap(([key, item]) =>
        [v.safeParse(name, key), v.safeParse(value, item)].flatMap(({ issues = [] }) =>
          issues.map((issue) => ({
            ...issue,
            path: [{ key, value: item }, ...(issue.path ?? [])] as never,
          })),
        ),
      );
      return (issues.length > 0 ? { ...run, typed: false, issues } : run) as never;
    },
  };
};

export const optional = v.optional;

const listOf = (item: v.GenericSchema<string>) =>
  v.pipe(v.array(item), v.nonEmpty("Expected at least one."));

/**
 * The value must have one of several shapes. When only one takes its kind of value, it says what is
 * wrong in it; otherwise the error says that `description` was expected.
 */
export const either = <Options extends v.GenericSchema[]>(
  description: string,
  options: [...Options],
) => {
  const none = v.custom(() => false, mismatchWith(description));
  const schema = v.lazy((input) => {
    const fitting = options.filter((one) => takes(one, input));
    const [only, another] = fitting;
    return (another ? fitting.find((one) => v.is(one, input)) : only) ?? none;
  });
  return { ...schema, anyOf: options, expects: description } as unknown as v.GenericSchema<
    v.InferOutput<Options[number]>
  >;
};

const KINDS: Record<string, (input: unknown) => boolean> = {
  array: Array.isArray,
  boolean: (input) => typeof input === "boolean",
  function: (input) => typeof input === "function",
  number: (input) => typeof input === "number",
  strict_object: isObject,
  string: (input) => typeof input === "string",
};
const takes = (schema: v.GenericSchema, input: unknown): boolean =>
  (schema as { anyOf?: v.GenericSchema[] }).anyOf?.some((one) => takes(one, input)) ??
  KINDS[schema.type]?.(input) ??
  v.is(schema, input);

export const texts = either("text or a list of texts", [text, listOf(text)]);
export const secrets = either("text or a list of texts", [secret, listOf(secret)]);

/** A whole number of at least this much. */
export const count = (least: 0 | 1, unit = "") =>
  v.pipe(
    v.number(mismatchWith(unit ? `a number of ${unit}` : "a number")),
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

const AGE = 'a duration such as "7d", "12h" or "30m"';

/** See `duration` in lib/time.ts. */
export const age = v.pipe(v.string(mismatchWith(AGE)), v.regex(DURATION, mismatchWith(AGE)));

/** For how long something is tried again. A longer time is a mistake. */
export const retryTime = v.pipe(
  age,
  v.check((text) => duration(text) <= 90 * DAY, "Expected 90 days or less."),
);

/** A function of the config. TypeScript checks its arguments. */
export const fn = <F extends (...args: never[]) => unknown>() => ({
  ...v.custom<F>(
    (value) => typeof value === "function" && whyNotSync(value) === undefined,
    (issue) =>
      (typeof issue.input === "function" && whyNotSync(issue.input)) ||
      mismatch({ ...issue, expected: "a function" }),
  ),
  type: "function" as "custom",
  expects: "a function" as "unknown",
});

/**
 * Returns all problems of `value`, each with its path in the config.
 * @param isSecret tells texts that no message may show
 */
export function problemsOf(
  schema: v.GenericSchema,
  value: unknown,
  isSecret: (text: string) => boolean = () => false,
): Problem[] {
  const { issues } = v.safeParse(schema, value);
  return (issues ?? []).map((issue) => {
    const keys = (issue.path ?? []).map(({ key }) => key as string | number);
    const message = issue.message.startsWith("Invalid ") ? mismatch(issue) : issue.message;
    return { path: formatPath(keys), keys, message: withGot(message, issue.input, keys, isSecret) };
  });
}
