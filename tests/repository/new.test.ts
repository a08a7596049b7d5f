// Runs in copies of the repository, never in the repository itself.
import { cpSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, node } from "./folder.ts";

const ROOT = process.cwd();
/** What is no source. */
const LEFT_OUT = /^(?:node_modules|\.git|dist|examples\/shop\/\.data)(?:\/|$)/;
const MINUTES = 60_000;

function copyOfRepository() {
  const copy = folder();
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(relative(ROOT, path)),
  });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

const textsIn = (copy: string) =>
  Object.fromEntries(
    readdirSync(copy, { recursive: true, encoding: "utf8" })
      .filter((file) => !file.startsWith("node_modules") && statSync(join(copy, file)).isFile())
      .map((file) => [file, readFileSync(join(copy, file), "utf8")]),
  );

const make = (copy: string, ...args: string[]) => node(["scripts/new.mjs", ...args], { cwd: copy });

describe("npm run new -- extension <name>", () => {
  it(
    "makes an extension that builds, fits its types, and passes its test and its page",
    () => {
      const copy = copyOfRepository();
      const before = textsIn(copy);
      expect(make(copy, "extension", "stock-levels")).toMatchObject({ code: 0 });
      const after = textsIn(copy);
      const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
      expect(changed.sort()).toEqual([
        "docs/stock-levels.md",
        "src/config.ts",
        "src/extensions/stock-levels/index.ts",
        "src/extensions/stock-levels/options.ts",
        "src/extensions/stock-levels/shape.ts",
        "src/main.ts",
        "tests/unit/stock-levels.test.ts",
      ]);

      // A second one finds its place beside the first, whatever the formatter has made of that.
      expect(make(copy, "extension", "exchange-rates-of-all-banks")).toMatchObject({ code: 0 });
      const bin = (path: string, ...args: string[]) =>
        node([join("node_modules", path), ...args], { cwd: copy, env: { VITEST: "" } });
      expect(node(["build.mjs"], { cwd: copy })).toEqual({ code: 0, output: "" });
      expect(bin("typescript/bin/tsc", "-p", ".")).toEqual({ code: 0, output: "" });
      expect(bin("@biomejs/biome/bin/biome", "check", "src", "tests", "build.mjs").code).toBe(0);
      const types = readFileSync(join(copy, "pb_hooks/pocketbundle.d.ts"), "utf8");
      expect(types).toContain("stockLevels?: StockLevelsOptions;");
      expect(types).toContain("interface StockLevelsOptions {");

      const vitest = (...args: string[]) => bin("vitest/vitest.mjs", "run", ...args).output;
      const unit = ["tests/unit/stock-levels", "tests/unit/exchange-rates"];
      expect(vitest("--project=unit", ...unit)).toContain("12 passed, 0 failed");
      const page = ["tests/server/docs.test.ts", "-t", "docs/(stock-levels|exchange-rates)"];
      expect(vitest("--project=server", ...page)).toContain("2 passed, 0 failed");
    },
    4 * MINUTES,
  );

  const FORM = "Expected a name of lower-case words with dashes";
  it.each([
    ["no name", ["extension"], FORM],
    ["capitals", ["extension", "Stock"], FORM],
    ["a path", ["extension", "../stock"], FORM],
    ["a digit after a dash", ["extension", "stock-2"], FORM],
    ["a name of 31 letters", ["extension", "s".repeat(31)], FORM],
    ["another kind", ["route", "stock"], "Expected: npm run new -- extension <name>"],
    ["two names", ["extension", "stock", "levels"], "Expected: npm run new -- extension <name>"],
    ["a word of JavaScript", ["extension", "class"], '"class" is a reserved word'],
    ["a word of modules", ["extension", "await"], '"await" is a reserved word'],
    ["what every object has", ["extension", "constructor"], '"constructor" is a reserved word'],
    ["our own name", ["extension", "pocketbundle"], '"pocketbundle" is a reserved word'],
    ["a built-in extension", ["extension", "receive"], 'The config has a key "receive" already'],
    ["another key of the config", ["extension", "jobs"], 'The config has a key "jobs" already'],
    ["a type that is there", ["extension", "enqueue"], 'a type "EnqueueOptions" already'],
    ["a page that is there", ["extension", "operating"], "docs/operating.md exists already"],
    ["a test that is there", ["extension", "rules"], "tests/unit/rules.test.ts exists already"],
  ])("refuses %s, and makes nothing", (_, args, message) => {
    const copy = copyOfScripts();
    const before = textsIn(copy);
    const { code, output } = make(copy, ...args);
    expect(output).toContain(message);
    expect(code).toBe(1);
    expect(textsIn(copy)).toEqual(before);
  });

  it.each([
    ["src/main.ts", "make: ", "create: "],
    ["src/config.ts", "Options;", "Settings;"],
    ["src/config.ts", "export type *", "export *"],
  ])("makes nothing when it does not know its way in %s", (file, from, to) => {
    const copy = copyOfScripts();
    const path = join(copy, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to));
    const before = textsIn(copy);
    const { code, output } = make(copy, "extension", "stock-levels");
    expect(output).toMatch(new RegExp(`^${file} has no line like .*Nothing was made`));
    expect(code).toBe(1);
    expect(textsIn(copy)).toEqual(before);
  });
});

/** All that a refusal reads. */
function copyOfScripts() {
  const copy = folder();
  for (const part of ["src", "scripts", "docs", "tests/unit", "build.mjs", "package.json"]) {
    cpSync(part, join(copy, part), { recursive: true });
  }
  return copy;
}
