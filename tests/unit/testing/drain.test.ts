// The kit imports nothing of src/, so app.drain() repeats names of the bundle. These tests compare
// the texts of both.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const [drain, store, extension, starter, loop, life, mark] = [
  "kit/testing/app/drain.ts",
  "src/work/store.ts",
  "src/work/extension.ts",
  "src/work/worker/starter.ts",
  "src/work/worker/loop.ts",
  "src/pocketbase/life.ts",
  "src/pocketbase/server-mark.ts",
].map((path) => readFileSync(path, "utf8")) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

/** The first group of a pattern, which must be in the text. */
function read(text: string, pattern: RegExp): string {
  const [, found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error(`${pattern} finds nothing: adapt it to the source.`);
  return found;
}
const constant = (text: string, name: string) =>
  read(text, new RegExp(`^(?:export )?const ${name} = "([^"]+)";`, "m"));

it("draining sets a key of the bundle's store", () => {
  expect(constant(drain, "STORE")).toBe(constant(store, "PREFIX"));
  const keys = read(store, /^type Key =([^;]+);/m).match(/(?<=")\w+(?=")/g);
  const key = read(drain, /\.set\(`\$\{STORE\}(\w+)`/);
  expect(keys).toContain(key);
  expect(read(store, /endsWhenIdle: \(\) => get\("(\w+)"\)/)).toBe(key);
});

it("the mock's process lives by the bundle's keys", () => {
  expect(constant(drain, "HELD")).toBe(constant(life, "HELD"));
  expect(constant(drain, "SERVES")).toBe(constant(mark, "SERVES"));
});

it("draining runs the crons of the keeper and of the first worker", () => {
  const prefix = read(starter, /=> `([^$`]+)\$\{slot\}`/);
  const worker = read(extension, /=> `([^$`]+)\$\{index \+ 1\}`/);
  expect(constant(drain, "KEEPER")).toBe(prefix + constant(starter, "KEEPER"));
  expect(constant(drain, "WORKER")).toBe(`${prefix}${worker}1`);
});

it("draining looks for the message with which a loop logs an error", () => {
  const message = read(drain, /message\.includes\("([^"]+)"\)/);
  expect(loop).toContain(`logFailure(app, \`${message}`);
});
