// Compares what is refused at start-up with the official meta-schema, as ajv has it.
import { Ajv2020 } from "ajv/dist/2020.js";
import Format from "typebox/format";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { typebox } from "../../scripts/typebox.mjs";
import { KEYWORDS } from "../../src/lib/json-schema/keywords.ts";
import { moduleWithStore } from "../server-bundle.ts";

/** The module as the server has it, in which parts of the library are replaced. */
const { exports } = await moduleWithStore<typeof import("../../src/lib/json-schema/problems.ts")>(
  "src/lib/json-schema/problems.ts",
  { plugins: [typebox] },
);
const { FORMATS, schemaProblems } = exports;

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const isAccepted = (schema: unknown) =>
  ajv.validate("https://json-schema.org/draft/2020-12/schema", schema);
const paths = (schema: unknown) => schemaProblems(schema).map(({ path }) => path.join("."));

const VALUES: unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 5, -0.5, 1e300],
  ...["", "a", "_a-1.b", "1a", "string", "String", "null", "uuid", "#", "#/", "a#b"],
  ...[[], ["a"], ["a", "a"], ["a", 1], [1], [true], [{}], [null], ["string", "null"]],
  ...[["string", "string"], ["nul"], [{ type: "nul" }]],
  ...[
    {},
    { "x-a": 1 },
    { "x-a": true },
    { "x-a": {} },
    { "x-a": null },
    { "x-a": ["b"] },
    { "x-a": ["b", "b"] },
  ],
  ...[
    { "x-a": [1] },
    { "x-a": "b" },
    { type: "string" },
    { type: "String" },
    { "x-a": { minLength: "5" } },
  ],
];
const PLACES: [name: string, around: (schema: unknown) => unknown][] = [
  ["", (schema) => schema],
  ["properties.a.", (schema) => ({ properties: { a: schema } })],
  ["allOf.1.", (schema) => ({ allOf: [true, schema] })],
  ["$defs.a.items.", (schema) => ({ $defs: { a: { items: schema } } })],
];

describe("a schema is held to the meta-schema of draft 2020-12", () => {
  // These need more than the meta-schema says: a known format, a schema that is there, and a draft.
  const STRICTER = ["format", "$schema", "$ref", "$dynamicRef"];
  const keywords = [...KEYWORDS.keys()].filter((keyword) => !STRICTER.includes(keyword));
  it.each(keywords)("%s", (keyword) => {
    for (const value of VALUES) {
      for (const [place, around] of PLACES) {
        const schema = around({ [keyword]: value });
        const found = paths(schema);
        const what = JSON.stringify(schema);
        expect([what, found.length === 0]).toEqual([what, isAccepted(schema)]);
        for (const path of found) expect(path).toContain(`${place}${keyword}`);
      }
    }
  });

  it.each(STRICTER)("%s", (keyword) => {
    for (const value of VALUES.filter((one) => !isAccepted({ [keyword]: one }))) {
      expect([value, paths({ [keyword]: value })]).toEqual([value, [keyword]]);
    }
  });

  it("knows the keywords of the meta-schema", () => {
    const uris = ["core", "applicator", "unevaluated", "validation", "meta-data", "content"];
    const known = [...uris, "format-annotation"].flatMap((name) => {
      const uri = `https://json-schema.org/draft/2020-12/meta/${name}`;
      return Object.keys(Object(ajv.getSchema(uri)?.schema).properties);
    });
    expect(known.filter((keyword) => !KEYWORDS.has(keyword))).toEqual([]);
    expect([...KEYWORDS.keys()].filter((keyword) => !known.includes(keyword))).toEqual([
      "definitions",
    ]);
  });
});

it.each<[schema: unknown, path: string, message: string]>([
  [{ type: "String" }, "type", 'integer, boolean, object, array, null, got "String". Did you mean'],
  [{ type: ["string", "nul"] }, "type", 'got ["string","nul"]. Did you mean "null"?'],
  [{ minLength: "5" }, "minLength", 'Expected a whole number, 0 or more, got "5".'],
  [{ minLength: -1 }, "minLength", "Expected a whole number, 0 or more, got -1."],
  [{ minItems: undefined }, "minItems", "got undefined"],
  [{ maximum: Number.NaN }, "maximum", "Expected a number, got NaN."],
  [{ minimum: 5n }, "minimum", "Expected a number, got 5."],
  [{ enum: "a" }, "enum", 'Expected a list of JSON values, got "a".'],
  [{ enum: [1, Number.POSITIVE_INFINITY] }, "enum", "a list of JSON values"],
  [{ const: { a: undefined } }, "const", "a JSON value"],
  [{ const: [() => true] }, "const", "a JSON value"],
  [{ required: "a" }, "required", 'Expected a list of different names, got "a".'],
  [{ properties: { a: { required: true } } }, "properties.a.required", "list of the object that"],
  [{ exclusiveMinimum: true }, "exclusiveMinimum", "Write the bound itself."],
  [{ items: [{}] }, "items", "A list of schemas is prefixItems."],
  [{ pattern: 5 }, "pattern", "Expected text, got 5."],
  [{ pattern: /^a/ }, "pattern", "Expected text, got /^a/."],
  [{ pattern: "(" }, "pattern", "Not a regular expression"],
  [{ pattern: "^\\p{L}$" }, "pattern", 'reads \\p as the text "p"'],
  [{ pattern: "\\Aa\\z" }, "pattern", "reads \\A as"],
  [{ patternProperties: { "[[:alpha:]]": {} } }, "patternProperties.[[:alpha:]]", "reads [[:"],
  [{ format: "e-mail" }, "format", 'got "e-mail". Did you mean "email"?'],
  [{ format: "idn-email" }, "format", "Expected one of date-time, "],
  [{ minLenght: 5 }, "minLenght", 'Did you mean "minLength"?'],
  [{ toString: 1 }, "toString", "which would check nothing"],
  [{ additionalItems: false }, "additionalItems", "Draft 2020-12 has prefixItems and items."],
  [{ nullable: true }, "nullable", 'Draft 2020-12 has type: ["string", "null"].'],
  [{ $ref: "#/$defs/a" }, "$ref", '"#/$defs/a" leads nowhere'],
  [{ $defs: {}, $ref: "#/$defs/toString" }, "$ref", "leads nowhere"],
  [{ "x-own": { a: {} }, $ref: "#/x-own/a" }, "$ref", "leads nowhere"],
  [{ $ref: "#/%" }, "$ref", "leads nowhere"],
  [{ $ref: "#" }, "", "never end"],
  [{ $schema: "http://json-schema.org/draft-03/schema#" }, "$schema", "draft/2020-12/schema"],
  [v.object({ a: v.string() }), "", "got a Standard Schema"],
  [z.object({ a: z.string() }), "", "got a Standard Schema"],
  [{ properties: { __proto__: { a: {} } } }, "properties", "Expected an object of schemas"],
  [{ properties: new Map() }, "properties", "Expected an object of schemas"],
  [{ properties: { a: () => true } }, "properties.a", "got a function"],
  [[], "", "Expected a schema, which is an object, true or false, got []."],
])("%o is refused", (schema, path, message) => {
  const [problem] = schemaProblems(schema);
  expect(problem?.path.join(".")).toBe(path);
  expect(problem?.message).toContain(message);
});

it("all problems are found at once, and a schema that contains itself is one", () => {
  const endless: Record<string, unknown> = { type: "object" };
  endless.properties = { next: endless, size: { minimum: "1" } };
  expect(paths(endless)).toEqual(["properties.next", "properties.size.minimum"]);
  const shared = { type: "string" };
  expect(paths({ properties: { a: shared, b: shared } })).toEqual([]);
});

it.each<unknown>([
  { $schema: "http://json-schema.org/draft-07/schema#", definitions: { a: {} } },
  { $schema: "https://json-schema.org/draft/2020-12/schema", "x-own": 1, pattern: "^\\\\p$" },
  { pattern: "\\w\\/\\u{61}\\u0061\\x61\\cA(?<a>b)\\0" },
  z.toJSONSchema(z.object({ a: z.email().min(5), b: z.array(z.int()).optional() })),
  true,
])("%j is accepted", (schema) => {
  expect(schemaProblems(schema)).toEqual([]);
});

it("only formats that the library checks are accepted", () => {
  expect(FORMATS.filter((name) => !Format.Has(name))).toEqual([]);
  expect(FORMATS).toHaveLength(17);
});
