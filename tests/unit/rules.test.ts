// Compares every rule of a single value with a plain reference, on random values.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ValueRules } from "../../src/contract/values.ts";
import { instant } from "../../src/lib/values/helpers.ts";
import { moduleWithStore } from "../server-bundle.ts";

const { exports, store } = await moduleWithStore<typeof import("../../src/lib/values/compile.ts")>(
  "src/lib/values/compile.ts",
);
const { compile } = exports;

const none = { field: () => undefined };
const code = (rules: ValueRules, value: unknown, ctx = none) =>
  (compile(rules)(value, ctx) as { code: string } | undefined)?.code;
const passes = (rules: ValueRules, value: unknown) => code(rules, value) === undefined;

/** Texts with lone surrogates, and everything that JSON can hold. */
const text = fc.string({
  unit: fc.oneof(fc.string({ maxLength: 1 }), fc.constantFrom("😀", "\ud83d", "\ude00", "é")),
});
const anything = fc.oneof(fc.jsonValue(), text, fc.constantFrom(NaN, Infinity, undefined));
const isEmpty = (value: unknown) =>
  value === "" ||
  value === null ||
  value === undefined ||
  (Array.isArray(value) && value.length === 0);
const isNumber = (value: unknown): value is number => Number.isFinite(value);

function agrees<Option>(
  name: keyof ValueRules,
  option: fc.Arbitrary<Option>,
  value: fc.Arbitrary<unknown>,
  reference: (value: unknown, option: Option) => boolean,
) {
  it(name, () => {
    const property = fc.property(option, fc.oneof(value, anything), (wanted, given) => {
      const expected = isEmpty(given) || reference(given, wanted);
      expect(passes({ [name]: wanted }, given)).toBe(expected);
    });
    fc.assert(property, { numRuns: 500 });
  });
}

const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true }));
const lengths = fc.nat(6);
const length = (value: unknown) =>
  typeof value === "string" ? Array.from(value).length : Number.NaN;
const choices = fc.array(fc.constantFrom("a", "b", 1, 2, true), { minLength: 1 });
const choice = fc.oneof(fc.constantFrom("a", "b", "c", 1, 2, 3, true, false), choices);
const all = (value: unknown) => (Array.isArray(value) ? value : [value]);
const list = fc.array(fc.constantFrom("a", 1, "1", { a: 1, b: [2] }, null), { maxLength: 5 });

it("a text is shared by equal rules only, and holds what JSON does not", () => {
  const first = { min: Number.NEGATIVE_INFINITY, message: () => "No." };
  expect([code(first, 5), code({ min: Number.POSITIVE_INFINITY }, 5)]).toEqual([
    undefined,
    "validation_min",
  ]);
  const before = store.size;
  expect(compile({ ...first })("x", none)).toMatchObject({ message: "No." });
  expect(store.size).toBe(before);
  for (const value of [
    "\u2028",
    '"]; throw 1; ["',
    "${value}",
    "`",
    "\\",
    Number.POSITIVE_INFINITY,
  ]) {
    expect([code({ oneOf: [value] }, value), code({ oneOf: [value] }, "other")]).toEqual([
      undefined,
      "validation_one_of",
    ]);
  }
});

describe("rules agree with a plain reference", () => {
  agrees("min", numbers, numbers, (value, min) => isNumber(value) && !(value < min));
  agrees("max", numbers, numbers, (value, max) => isNumber(value) && !(value > max));
  agrees("integer", fc.constant(true), numbers, (value) => isNumber(value) && value % 1 === 0);
  it("multipleOf", () => {
    // Whole hundredths need no rounding.
    const cents = fc.integer({ min: -1e9, max: 1e9 });
    const property = fc.property(fc.constantFrom(1, 10, 50, 300), cents, (step, value) => {
      expect(passes({ multipleOf: step / 100 }, value / 100)).toBe(value % step === 0);
    });
    fc.assert(property, { numRuns: 2000 });
    for (const value of ["1", {}, [1], true, Number.NaN])
      expect(passes({ multipleOf: 1 }, value)).toBe(false);
  });
  agrees("minLength", lengths, text, (value, min) => length(value) >= min);
  agrees("maxLength", lengths, text, (value, max) => length(value) <= max);
  agrees("oneOf", choices, choice, (value, allowed) =>
    all(value).every((item) => allowed.some((other) => other === item)),
  );
  agrees("notOneOf", choices, choice, (value, denied) =>
    all(value).every((item) => denied.every((other) => other !== item)),
  );
  agrees("minItems", lengths, list, (value, min) => Array.isArray(value) && value.length >= min);
  agrees("maxItems", lengths, list, (value, max) => Array.isArray(value) && value.length <= max);
  agrees("uniqueItems", fc.constant(true), list, (value) => {
    const texts = Array.isArray(value) ? value.map((item) => sorted(item)) : ["", ""];
    return texts.every((one, index) => texts.indexOf(one) === index);
  });
  agrees(
    "date",
    fc.record({
      after: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString()),
    }),
    fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toISOString()),
    (value, { after }) =>
      typeof value === "string" &&
      /^\d{4}-\d\d-\d\d/.test(value) &&
      new Date(value) > new Date(after),
  );
  agrees(
    "pattern",
    fc.constant("^a+$"),
    fc.stringMatching(/^[ab]{1,4}$/),
    (value) => typeof value === "string" && value.replaceAll("a", "") === "" && value !== "",
  );
});

/** Makes JSON with sorted keys by hand. */
const sorted = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(sorted)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${sorted(inner)}`)}}`;
};

describe("required", () => {
  it("takes every value but the empty ones", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(code({ required: true }, value)).toBe(
          isEmpty(value) ? "validation_required" : undefined,
        );
      }),
    );
  });
});

describe("items", () => {
  it("names the first item that breaks a rule", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }), (values) => {
        const broken = compile({ items: { min: 0 } })(values, none);
        const index = values.findIndex((value) => value < 0);
        if (index < 0) expect(broken).toBeUndefined();
        else expect(broken).toMatchObject({ code: "validation_min", params: { index, min: 0 } });
      }),
    );
  });
});

describe("a megabyte of text", () => {
  const long = [..."a@.:/-[]<"].flatMap((char) => [
    char.repeat(1_000_000),
    `https://${char.repeat(1_000_000)}`,
  ]);
  it.each(["email", "url"] as const)("is decided by %s from its length", (rule) => {
    for (const value of long) expect(passes({ [rule]: true }, value)).toBe(false);
  });
});

describe("dates", () => {
  it.each(["2024-1-1", "tomorrow", "2024-01-01T00:00:00", "20240101", ""])(
    "%s is none that all read alike",
    (value) => expect(Number.isNaN(instant(value))).toBe(true),
  );
});
