// What a client learns of a value that a JSON Schema refuses: each error at its path, with the
// keyword. `npm run conformance` proves that there is an error for every invalid value.
import { expect, it } from "vitest";
import { typebox } from "../../scripts/typebox.mjs";
import { moduleWithStore } from "../server-bundle.ts";

const { exports, store } = await moduleWithStore<
  typeof import("../../src/lib/json-schema/index.ts")
>("src/lib/json-schema/index.ts", { plugins: [typebox] });
const { compileSchema } = exports;

type Tree = { [key: string]: Tree } | { message: string; params: { keyword: string } };

/** The errors as `path: keyword, message`. */
function linesOf(tree: Tree | undefined, path = ""): string[] {
  if (tree === undefined) return [];
  if (typeof tree.message === "string") {
    return [`${path}: ${(tree.params as { keyword: string }).keyword}, ${tree.message}`];
  }
  return Object.entries(tree as Record<string, Tree>).flatMap(([key, child]) =>
    linesOf(child, `${path}/${key}`),
  );
}
const errors = (schema: object | boolean, value: unknown) =>
  linesOf(compileSchema(schema as never)(value, (error) => error) as Tree);

const node = { type: "object", properties: { next: { $ref: "#" }, size: { type: "integer" } } };

/** As text, because an object with `then` looks like a promise. */
const conditional = JSON.parse(
  '{ "if": { "required": ["a"] }, "then": { "required": ["b"] }, "else": { "required": ["c"] } }',
);

it.each<[schema: object | boolean, value: unknown, ...expected: string[]]>([
  [{ type: "string" }, 5, ": type, Must be string."],
  [{ type: ["string", "null"] }, 5, ": type, Must be either string or null."],
  [{ minLength: 2 }, "😀", ": minLength, Must not have fewer than 2 characters."],
  [{ maxLength: 1 }, "ab", ": maxLength, Must not have more than 1 characters."],
  [{ pattern: "^a" }, "b", ': pattern, Must match pattern "^a".'],
  [{ format: "ipv4" }, "1.2.3", ': format, Must match format "ipv4".'],
  [{ exclusiveMinimum: 1 }, 1, ": exclusiveMinimum, Must be > 1."],
  [{ maximum: 1 }, 2, ": maximum, Must be <= 1."],
  [{ multipleOf: 0.1 }, 0.35, ": multipleOf, Must be multiple of 0.1."],
  [{ const: { a: [1] } }, { a: [2] }, ": const, Must be equal to constant."],
  [{ enum: [1, "a"] }, 2, ": enum, Must be equal to one of the allowed values."],
  [
    { uniqueItems: true },
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    ": uniqueItems, Must not have duplicate items.",
  ],
  [{ minProperties: 1 }, {}, ": minProperties, Must not have fewer than 1 properties."],
  [{ contains: { type: "string" } }, [1], ": contains, Must contain at least 1 valid item."],
  [
    { contains: true, maxContains: 1 },
    [1, 2],
    ": contains, Must not contain more than 1 such items.",
  ],
  [{ not: {} }, 1, ": not, Must not be valid."],
  [false, 1, ": boolean, Is not allowed."],
  [{ required: ["a", "b"] }, { b: 1 }, "/a: required, Cannot be blank."],
  [
    { dependentRequired: { a: ["b", "c"] } },
    { a: 1, b: 2 },
    "/c: dependentRequired, Cannot be blank with a.",
  ],
  [
    { properties: { a: true }, additionalProperties: false },
    { a: 1, toString: 1, __proto__x: 2 },
    "/toString: boolean, Is not allowed.",
    "/__proto__x: boolean, Is not allowed.",
  ],
  [
    { patternProperties: { "^x-": { type: "string" } }, additionalProperties: { type: "number" } },
    { "x-a": 1, b: "2", c: 3 },
    "/b: type, Must be number.",
    "/x-a: type, Must be string.",
  ],
  [
    { propertyNames: { maxLength: 1 } },
    { ab: 1 },
    "/ab: maxLength, Must not have more than 1 characters.",
  ],
  [
    { prefixItems: [{ type: "string" }], items: { type: "number" } },
    [1, 2, "3"],
    "/0: type, Must be string.",
    "/2: type, Must be number.",
  ],
  [conditional, { a: 1 }, "/b: required, Cannot be blank."],
  [conditional, {}, "/c: required, Cannot be blank."],
  [{ allOf: [{ minimum: 2 }, { multipleOf: 2 }] }, 1, ": minimum, Must be >= 2."],
  [
    { anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    {},
    ": anyOf, Must match a schema in anyOf.",
  ],
  [{ anyOf: [{ type: "string" }, { required: ["a"] }] }, {}, ": type, Must be string."],
  [
    { oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    {},
    ": oneOf, Must match exactly one schema in oneOf.",
  ],
  [
    { oneOf: [{ minimum: 1 }, { maximum: 5 }] },
    3,
    ": oneOf, Must match exactly one schema in oneOf.",
  ],
  [node, { next: { next: { size: "1" } } }, "/next/next/size: type, Must be integer."],
  [
    { $ref: "#/$defs/a~1b", $defs: { "a/b": { properties: { "x/y~z": { type: "null" } } } } },
    { "x/y~z": 1 },
    "/x/y~z: type, Must be null.",
  ],
  [
    { allOf: [{ properties: { a: { type: "string" } } }], unevaluatedProperties: false },
    { a: "1", b: 2 },
    "/b: unevaluatedProperties, Is not allowed.",
  ],
  [
    { allOf: [{ properties: { a: { type: "string" } } }], unevaluatedProperties: false },
    { a: 1, b: 2 },
    "/a: type, Must be string.",
  ],
  [
    { prefixItems: [true], unevaluatedItems: { type: "string" } },
    [1, "2", 3],
    ": unevaluatedItems, Must not have unevaluated items.",
  ],
  [
    {
      $id: "https://example.com/tree",
      $dynamicAnchor: "node",
      properties: { children: { items: { $dynamicRef: "#node" } }, name: { type: "string" } },
    },
    { children: [{ children: [{ name: 1 }] }] },
    "/children/0/children/0/name: type, Must be string.",
  ],
])("%j refuses %j", (schema, value, ...expected) => {
  expect(errors(schema, value)).toEqual(expected);
});

it("a hundred errors are fifty", () => {
  const items = { type: "string" };
  expect(
    errors(
      { items },
      Array.from({ length: 100 }, () => 1),
    ),
  ).toHaveLength(50);
});

it("a schema is compiled once, and again when it is another one", () => {
  const before = store.size;
  const count = (maximum: number) => errors({ maximum, title: "once" }, 5).length;
  expect([count(4), count(4), count(6), count(4)]).toEqual([1, 1, 0, 1]);
  expect(store.size - before).toBe(2);
});
