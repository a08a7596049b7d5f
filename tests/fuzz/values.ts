// JSON as text, because much of what a stranger may write cannot be made by `JSON.stringify`.
import type { Random } from "./random.ts";

/** Makes the JSON text of one value. */
export type Maker = (random: Random) => string;

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "length",
  "then",
  "toJSON",
  "id",
  "",
  "a.b",
  "ä",
  "@jsonPayload",
  "title+",
  "tags-",
  "+tags",
  "password",
  "\0",
];
const TEXTS = [
  ...NAMES,
  "a",
  "\ud800",
  "\udfff\ud800",
  "e\u0301",
  "\u202egnp.exe",
  "\u2028\u2029",
  "line\r\nSet-Cookie: a=b",
  "[31m",
  "'; DROP TABLE orders; --",
  "../../etc/passwd",
  "%s%n%x",
  "{{secret}} {{{secret}}} {{#a}}",
  "<script>alert(1)</script>",
  "nobody",
  "a..b@example.com",
  "ada@example.com",
  "Ada <ada@example.com>",
  '"a\\"b"@example.com',
  "http://[::1]:99999/",
  "https://example.com/%zz",
  "2026-02-31",
  "2026-12-01 00:00:00.000Z",
  "9999-99-99T99:99:99Z",
  "NaN",
  "1e999",
  "0x10",
  "true",
  "null",
  "[]",
  "{}",
  '{"a":1}',
];
const NUMBERS =
  "0 -0 1 -1 0.1 1e308 -1e308 1e999 -1e999 1e-400 9007199254740993 -9223372036854775809 18446744073709551616 0.30000000000000004 253402300800000 8640000000000001".split(
    " ",
  );

export const json = (value: unknown): string => JSON.stringify(value);
export const anyName = (random: Random): string =>
  random.chance(0.7) ? random.pick(NAMES) : anyText(random);

export function anyText(random: Random): string {
  const text = random.pick(TEXTS);
  if (random.chance(0.02)) return text.repeat(random.below(3000));
  return random.chance(0.2) ? text + random.pick(TEXTS) : text;
}

const deep = (random: Random): string => {
  const levels = random.pick([10, 63, 64, 65, 200, 5000]);
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
  ] as const);
  return open.repeat(levels) + (random.chance(0.9) ? "1" : "") + close.repeat(levels);
};

/** Any JSON. */
export function anyJson(random: Random, depth = 3): string {
  const kind = random.below(depth > 0 ? 10 : 6);
  if (kind < 2) return json(anyText(random));
  if (kind < 4) return random.pick(NUMBERS);
  if (kind < 6) return random.pick(["true", "false", "null", '""', "[]", "{}"]);
  if (kind < 8) return `[${random.some(4, () => anyJson(random, depth - 1)).join()}]`;
  if (kind === 8 && random.chance(0.1)) return deep(random);
  return `{${random.some(4, () => `${json(anyName(random))}:${anyJson(random, depth - 1)}`).join()}}`;
}

export type Fields = Record<string, Maker>;

/** The members of an object: most as they should be, others of another type, missing, or double. */
export function members(random: Random, fields: Fields): [name: string, text: string][] {
  const strange = random.chance(0.5) ? 0.15 : 0;
  const made = Object.entries(fields).flatMap(([name, make]): [string, string][] => {
    if (random.chance(strange)) return random.chance(0.4) ? [] : [[name, anyJson(random)]];
    return random.chance(strange / 5)
      ? [
          [name, make(random)],
          [name, anyJson(random)],
        ]
      : [[name, make(random)]];
  });
  if (random.chance(strange)) made.push([anyName(random), anyJson(random)]);
  return made;
}

export const objectText = (list: [string, string][]): string =>
  `{${list.map(([name, text]) => `${json(name)}:${text}`).join()}}`;

/** A nested object, for the table of routes. */
export const object =
  (fields: Fields): Maker =>
  (random) =>
    objectText(members(random, fields));
