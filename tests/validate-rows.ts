// One row per rule and field type, with values that pass and values that break the rule. The rows
// run on the mock and on the server.
import type { FieldRules } from "../src/extensions/validate/options.ts";

export interface Row {
  rules: FieldRules;
  /** The field definitions. A string is short for a type without options. */
  types: (string | { type: string; [option: string]: unknown })[];
  accept: unknown[];
  reject: unknown[];
  /** The expected code. Default: the code of the row's one rule. */
  code?: string;
}

const SELECT = { type: "select", values: ["a", "b", "c"], maxSelect: 1 };
const LIST = { type: "select", values: ["a", "b", "c"], maxSelect: 3 };
const TEXTS = ["text", "editor"];
const smile = "😀";

export const rows: Row[] = [
  { rules: { min: 2 }, types: ["number"], accept: [2, 2.5, "3"], reject: [1.99, -2, "1"] },
  { rules: { max: 2 }, types: ["number"], accept: [2, -5, 0], reject: [2.01, 100] },
  {
    rules: { min: -1, max: 1 },
    types: ["number"],
    accept: [-1, 0, 1],
    reject: [2],
    code: "validation_max",
  },
  { rules: { integer: true }, types: ["number"], accept: [0, -3, 1e15], reject: [0.5, -1.25] },
  { rules: { integer: false }, types: ["number"], accept: [0.5], reject: [] },
  { rules: { multipleOf: 0.1 }, types: ["number"], accept: [0.3, 0.7, -1.1, 100], reject: [0.35] },
  { rules: { multipleOf: 5 }, types: ["number"], accept: [0, 10, -5], reject: [4, 5.5] },
  {
    rules: { minLength: 3 },
    types: TEXTS,
    accept: ["", "abc", smile.repeat(3)],
    reject: ["ab", smile + smile],
  },
  {
    rules: { maxLength: 3 },
    types: TEXTS,
    accept: ["", "abc", smile.repeat(3)],
    reject: ["abcd", smile.repeat(4)],
  },
  { rules: { minLength: 12 }, types: ["email"], accept: ["ada@example.com"], reject: ["a@b.co"] },
  {
    rules: { maxLength: 15 },
    types: ["url"],
    accept: ["https://a.co"],
    reject: ["https://example.com/"],
  },
  {
    rules: { pattern: "^[A-Z]{3}-[0-9]+$" },
    types: ["text"],
    accept: ["", "ABC-1"],
    reject: ["abc-1", "ABC-", "xABC-1", "ABC-1\n"],
  },
  { rules: { pattern: "^.{2}$" }, types: ["text"], accept: [smile + smile], reject: [smile] },
  {
    rules: { email: true },
    types: ["text"],
    accept: [
      "",
      "ada@example.com",
      "a.b+c@x-y.example",
      "ada@bücher.example",
      "x@例え.テスト",
      "x@ｅxample。com",
    ],
    reject: [
      ".ada@example.com",
      "ada.@example.com",
      "a..da@example.com",
      "ädä@example.com",
      "ada@-ü.example",
      "ada@ü..example",
      "ada@bü\u00adcher.example",
      "ada@ü b.example",
      `a@${"ü".repeat(70)}.example`,
      "ada@bücher@bücher.example",
      "ada",
      "ada@localhost",
      "a b@c.de",
      "ada@example.com ",
      "a@b..de",
      `${"a".repeat(65)}@b.de`,
      `a@${"b".repeat(64)}.de`,
    ],
  },
  {
    rules: { url: true },
    types: ["text"],
    accept: [
      "https://example.com",
      "http://127.0.0.1:80/a?b#c",
      "https://[::1]/x",
      "https://ä.example/ö",
    ],
    reject: [
      "example.com",
      "ftp://a.b",
      "https://",
      "https://a b.co",
      "javascript:alert(1)",
      "https://a.co/<b>",
    ],
  },
  { rules: { oneOf: ["x", "y"] }, types: ["text"], accept: ["", "x", "y"], reject: ["z", "X"] },
  { rules: { oneOf: [1, 2] }, types: ["number"], accept: [1, "2"], reject: [3, 0] },
  { rules: { oneOf: ["a", "b"] }, types: [SELECT], accept: ["", "a"], reject: ["c"] },
  {
    rules: { oneOf: ["a", "b"] },
    types: [LIST],
    accept: [[], ["a"], ["a", "b"]],
    reject: [["c"], ["a", "c"]],
  },
  { rules: { oneOf: [true] }, types: ["bool"], accept: [true], reject: [false] },
  { rules: { notOneOf: ["x"] }, types: ["text"], accept: ["", "X"], reject: ["x"] },
  { rules: { notOneOf: ["c"] }, types: [LIST], accept: [["a", "b"]], reject: [["a", "c"]] },
  {
    rules: { date: { after: "2024-01-01" } },
    types: ["date"],
    accept: ["", "2024-01-01 00:00:00.001Z", "2030-01-01"],
    reject: ["2024-01-01 00:00:00.000Z", "2000-01-01"],
  },
  {
    rules: { date: { before: "2024-01-01T12:00:00+02:00" } },
    types: ["date"],
    accept: ["2024-01-01 09:59:59.000Z"],
    reject: ["2024-01-01 10:00:00.000Z"],
  },
  {
    rules: { date: { after: "now" } },
    types: ["date"],
    accept: ["2999-01-01 00:00:00.000Z"],
    reject: ["2001-01-01 00:00:00.000Z"],
  },
  { rules: { initial: ["a", "b"] }, types: [SELECT, "text"], accept: ["", "a"], reject: ["c"] },
  { rules: { minItems: 2 }, types: [LIST], accept: [[], ["a", "b"]], reject: [["a"]] },
  { rules: { maxItems: 2 }, types: [LIST], accept: [["a", "b"]], reject: [["a", "b", "c"]] },
  {
    rules: { minItems: 2, maxItems: 3 },
    types: ["json"],
    accept: [
      [1, 2],
      [1, 2, 3],
    ],
    reject: [[1, 2, 3, 4]],
    code: "validation_max_items",
  },
  {
    rules: { uniqueItems: true },
    types: ["json"],
    accept: [
      [1, 2, "1"],
      [{ a: 1 }, { a: 2 }],
    ],
    reject: [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      "text",
    ],
  },
  {
    rules: { items: { maxLength: 2 } },
    types: ["json"],
    accept: [["ab", "c"]],
    reject: [["ab", "abc"]],
    code: "validation_max_length",
  },
  {
    rules: { items: { min: 2 } },
    types: ["json"],
    accept: [[2, 3]],
    reject: [[2, 1], ["3"]],
    code: "validation_min",
  },
  {
    rules: { items: { oneOf: ["red", "x"] } },
    types: ["json"],
    accept: [["red"], null],
    reject: ["red", 5, false, {}, { x: "red" }],
    code: "validation_items",
  },
  {
    rules: { pattern: "^(?!-)(?=.*\\d)[a-z\\d-]+(?<!-)$" },
    types: ["text"],
    accept: ["a1", "a-1"],
    reject: ["-a1", "a1-", "ab", "A1"],
  },
  {
    rules: { pattern: "^[\\S\\n]{2,4}$" },
    types: ["text"],
    accept: ["a\n", "äöü", "𠀀é"],
    reject: ["a b", "a\u2028", "a"],
  },
  {
    rules: { schema: { type: "array", items: { type: "integer" } } },
    types: ["json"],
    accept: [[1, 2], []],
    reject: ["x", { a: 1 }],
    code: "validation_schema",
  },
  ...ownProperties(),
  {
    rules: { required: true },
    types: ["text", "editor", "email", "url", "date", "json", SELECT, LIST],
    accept: [],
    reject: ["", null],
    code: "validation_required",
  },
  { rules: { required: true }, types: ["number", "bool"], accept: [0, false, 1], reject: [] },
];

/**
 * JSON Schema looks at a value's own properties, not at those that every object inherits. `not`
 * puts the error at the field.
 */
function ownProperties(): Row[] {
  const json = { types: ["json"], code: "validation_schema" };
  const names = ["toString", "constructor", "hasOwnProperty", "{", "p{ID"];
  const withName = (name: string, value: unknown) => JSON.parse(`{"a":1,"${name}":${value}}`);
  return [
    ...[...names, "__proto__"].map((name) => ({
      rules: { schema: { not: { required: [name] } } },
      ...json,
      accept: [{}, { a: 1 }],
      reject: [withName(name, 1)],
    })),
    ...[...names, "__proto__"].map((name) => ({
      rules: { schema: { not: { dependentRequired: { a: [name] } } } },
      ...json,
      accept: [{ a: 1 }],
      reject: [{}, withName(name, 1)],
    })),
    ...names.map((name) => ({
      rules: { schema: { not: { properties: { [name]: { type: "string" } } } } },
      ...json,
      accept: [withName(name, 1)],
      reject: [{}, withName(name, '"x"')],
    })),
    ...names.map((name) => ({
      rules: { schema: { not: { dependentSchemas: { [name]: false } } } },
      ...json,
      accept: [withName(name, 1)],
      reject: [{}],
    })),
    ...names.map((name) => ({
      rules: { schema: { enum: [{}, withName(name, 0)] } },
      ...json,
      accept: [{}, withName(name, 0)],
      reject: [{ a: 1 }, withName(name, 1)],
    })),
    {
      rules: { schema: { const: { a: { length: 0 } } } },
      ...json,
      accept: [{ a: { length: 0 } }],
      reject: [{ a: [] }],
    },
  ];
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface Case {
  name: string;
  field: string;
  value: unknown;
  /** The expected code; `undefined` when the value passes. */
  code: string | undefined;
}

/** Every row gets fields of its own in one collection. */
export function tables() {
  const fields: Record<string, unknown>[] = [];
  const rules: Record<string, FieldRules> = {};
  const cases: Case[] = [];
  for (const [index, row] of rows.entries()) {
    for (const [t, type] of row.types.entries()) {
      const field = `f${index}_${t}`;
      const options = typeof type === "string" ? { type } : type;
      fields.push({ ...options, name: field });
      // A required field would refuse every other case, so each rule holds only for its own field.
      rules[field] = { ...row.rules, when: `(record) => record.only === "${field}"` as never };
      const code = row.code ?? `validation_${snake(Object.keys(row.rules)[0] ?? "")}`;
      const add = (value: unknown, expected: string | undefined) =>
        cases.push({
          name: `${JSON.stringify(row.rules)} on ${options.type}: ${JSON.stringify(value)?.slice(0, 60)}`,
          field,
          value,
          code: expected,
        });
      for (const value of row.accept) add(value, undefined);
      for (const value of row.reject) add(value, code);
    }
  }
  // The functions are written as text, because the config is a file.
  const config = `module.exports = { validate: { rows: { fields: ${JSON.stringify(rules).replace(/"(\(record\).*?)"(?=\})/g, (_all, code) => JSON.parse(`"${code}"`))} } } };`;
  return { fields: [...fields, { name: "only", type: "text" }], config, cases };
}
