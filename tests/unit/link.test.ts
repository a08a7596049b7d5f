// The build's own text work: what it does not understand must stop the build.
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { withoutLazyImports } from "../../scripts/chunks.mjs";
import { linkChunks } from "../../scripts/link.mjs";
import { typebox } from "../../scripts/typebox.mjs";
import { bundleForServer } from "../server-bundle.ts";

const MAP = JSON.stringify({ version: 3, sources: ["../src/x.ts"], mappings: "AAAA" });

/** esbuild's output files, from the text of each chunk. */
const outputs = (chunks: Record<string, string>) =>
  Object.entries(chunks).flatMap(([name, text]) => [
    { path: `/out/${name}.js`, text },
    { path: `/out/${name}.js.map`, text: MAP },
  ]);

function run(chunks: Record<string, string>, rare: number[] = []) {
  const module = { exports: undefined as unknown };
  const log: string[] = [];
  const text = linkChunks(outputs(chunks), "// banner", (number: number) => rare.includes(number));
  const required = (path: string) => `required ${path}`;
  new Function("module", "log", "require", text)(
    module,
    (line: string) => log.push(line),
    required,
  );
  return { module, log, text };
}

describe("linked chunks", () => {
  it("are evaluated when they are first asked for, and once", () => {
    const { module, log } = run({
      "0": 'import{a as b}from"./chunk-S.js";module.exports=()=>[b(),$(1).two,$(1).two];export{b as x};',
      "1": 'import{a}from"./chunk-S.js";log("one");const two=a()+1;export{two};',
      "chunk-S": 'log("shared");function f(){return 1}export{f as a};',
    });
    expect(log).toEqual(["shared"]);
    expect((module.exports as () => unknown)()).toEqual([1, 2, 2]);
    expect(log).toEqual(["shared", "one"]);
  });

  it.each([
    "function $(){return 1}",
    "let $=()=>1;",
    "let x,$;$=()=>1;",
    "class ${static one=1}",
    "let f=($)=>$;f(1);",
    "const{$}={$:1};",
    "let f=`${1}$`;",
  ])("may have a variable with the name that loads others: %s", (own) => {
    const { module } = run({
      "0": "module.exports=()=>[$(1).two,$(2).two];const x=0;export{x};",
      "1": `import{a}from"./chunk-S.js";${own}const two=a();export{two};`,
      "2": 'import{a}from"./chunk-S.js";const two=`${a()}`;export{two};',
      "chunk-S": "function f(){return 2}export{f as a};",
    });
    expect((module.exports as () => unknown)()).toEqual([2, "2"]);
  });

  it("know a module by one evaluation, whether it is loaded late or imported", () => {
    const { module, log } = run({
      "0": 'import{a as known}from"./chunk-S.js";module.exports=[known,$(1).made];export{known};',
      "1": 'import{a as made}from"./chunk-S.js";export{made};',
      "chunk-S": 'log("once");const o={};export{o as a};',
    });
    const [imported, loaded] = module.exports as [unknown, unknown];
    expect(imported).toBe(loaded);
    expect(log).toEqual(["once"]);
  });

  it("are let go when they were first evaluated in $forgetting", () => {
    const { log } = run({
      "0": 'const x=0;$(2);const n=$forgetting(()=>$(1).n+$(2).n);log("got "+n);$(1);$(2);export{x};',
      "1": 'log("one");const n=1;export{n};',
      "2": 'log("two");const n=2;export{n};',
    });
    expect(log).toEqual(["two", "one", "got 3", "one"]);
  });

  it("are texts when only rare entries need them, and do the same", () => {
    const quotes = "['\\'','\"',`\\`\\${1}`,`${1}\n`,/\\\\n/.source]";
    const { module, text } = run(
      {
        "0": 'import{a}from"./chunk-S.js";module.exports=()=>[$(1).x(),a];const o=0;export{o};',
        "1": `import{a}from"./chunk-S.js";import{q}from"./chunk-R.js";const x=()=>[...q,a,$require("p"),$(2).y];export{x};`,
        "2": 'const y="usual";export{y};',
        "chunk-S": "const s=0;export{s as a};",
        "chunk-R": `const q=${quotes};export{q};`,
      },
      [1],
    );
    const found = ["'", '"', "`${1}", "1\n", "\\\\n", 0, "required p", "usual"];
    expect((module.exports as () => unknown)()).toEqual([found, 0]);
    expect(text.match(/^case \d+:return read\(/gm)).toEqual([
      "case 1:return read(",
      "case 4:return read(",
    ]);
  });

  it("keep the same bytes", () => {
    const chunks = outputs({ "0": "const x=0;export{x};", "1": "const y=1;export{y};" });
    expect(linkChunks(chunks, "")).toBe(linkChunks(chunks.toReversed(), ""));
  });

  it.each([
    ["an export in another form", "const x=1;export default x;", /exports nothing/],
    ["a second export", "const x=1;export{x};const y=2;export{y};", /not known: ;?\s*export/],
    ["an import below the head", 'const x=1;import"./1.js";export{x};', /not known/],
    ["an import of what is no chunk", 'import{a}from"./gone.js";const z=a;export{z};', /gone/],
  ])("are refused with %s", (_, text, message) => {
    expect(() => linkChunks(outputs({ "0": text }), "")).toThrow(message);
  });
});

describe("lazy imports", () => {
  it("are requires in a bundle for the server, whose runtime has no import()", async () => {
    const text = await bundleForServer("src/lib/values/compile.ts", {
      external: ["*/json-schema/index.ts"],
    });
    expect(text).toContain("json-schema/index.ts");
    expect(text).not.toMatch(/\bimport\(/);
  });

  it("become numbers, and types stay", () => {
    const text = 'type A = typeof import("./a.ts"); lazy(import("./a.ts")).run($require(x));';
    expect(withoutLazyImports(text, () => 7)).toBe(
      'type A = typeof import("./a.ts"); $(7).run($require(x));',
    );
  });

  it.each([
    'const a = await import("./a.ts");',
    "lazy(import('./a.ts'))",
    'lazy(\n  import("./a.ts"),\n)',
    "lazy(import(`./a.ts`))",
  ])("are refused in another form: %j", (text) => {
    expect(() => withoutLazyImports(text, () => 0)).toThrow(/is not linked. Write lazy/);
  });
});

it("a build without a module that typebox.mjs replaces fails and names it", async () => {
  const failure = await build({
    stdin: { contents: "export const x = 1;", resolveDir: "." },
    bundle: true,
    write: false,
    logLevel: "silent",
    plugins: [typebox],
  }).catch(({ errors }) => errors.map(({ text }: { text: string }) => text).join("\n"));
  expect(failure).toMatch(/typebox: nothing imports \/typebox\/build\/format\/hostname\.mjs/);
});
