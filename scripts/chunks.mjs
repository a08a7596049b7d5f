// The bundle in chunks. Every VM evaluates the bundle anew, and pays for each function that it makes: so what one
// `require("./x.ts")` asks for is evaluated when it is first asked for, and `$once("./x.ts")` keeps nothing of it.
// esbuild parts the code (what several chunks need is a chunk of its own) and links chunks as ES modules; this file puts
// them into one file.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";

const REQUIRE = /(\brequire|\$once)\("(\.[^"]+\.ts)"\)/g;
const CHUNK = { require: "$at", $once: "$once" };
const TS_FILE = /\.ts$/;

/** The main file and all that some file under `src` requires, each a chunk by its place in this list. */
export function chunkEntries(root, main) {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((file) => join("src", file))
    .filter((file) => TS_FILE.test(file));
  const required = files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(REQUIRE)].map(([, , path]) =>
      join(dirname(file), path),
    ),
  );
  return [main, ...new Set(required.sort())];
}

/** A source map of one position; goja takes none of less. */
const NOWHERE = { version: 3, sources: ["library"], mappings: "AAAA" };
/** esbuild takes it over: nobody looks for lines of libraries, whose maps would be longer than they are. */
const UNMAPPED = `\n//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(NOWHERE))}`;

/** Names that no file declares, so that esbuild leaves them alone, instead of `require`, which it would replace. */
export const chunkSources = (root, entries) => ({
  name: "chunk-sources",
  setup(bundler) {
    // Our own files do nothing but export, so that a chunk need not be evaluated for its effects.
    bundler.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      sideEffects: false,
    }));
    bundler.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(
          REQUIRE,
          (_, how, to) =>
            `${CHUNK[how]}(${entries.indexOf(relative(root, join(dirname(path), to)))})`,
        )
        .replace(/\brequire\(/g, "$require("),
      loader: "ts",
      resolveDir: dirname(path),
    }));
    bundler.onLoad({ filter: /\/node_modules\/.*\.m?js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8") + UNMAPPED,
    }));
  },
});

const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)\.js";/g;
const HEAD = new RegExp(`^(?:${IMPORT.source})*`);
const EXPORT = /export\{([^}]*)\};(?=\s*(?:\/\*[\s\S]*\*\/\s*)?$)/;

/**
 * `import{a as b}from"./7.js";` as `{a:b}=$at(7)`. Chunks are there for what they export: one that is imported for
 * nothing is left alone.
 */
const asBinding = (numbers, [, names, file]) =>
  names ? [`{${names.replaceAll(" as ", ":")}}=$at(${numbers.get(file)})`] : [];

/** `export{a as b};` as `return{b:a}`. */
const asReturn = (_, names) => `return{${names.replace(/([\w$]+) as ([\w$]+)/g, "$2:$1")}}`;

/** The source lines of a chunk whose first line has lost `width` characters at its start. */
function lineMap({ sources, sourceRoot, mappings }, width) {
  const [first = [], ...rest] = decode(mappings);
  const moved = first
    .filter(([column]) => column >= width)
    .map(([column, ...to]) => [column - width, ...to]);
  const lines = encode([moved, ...rest].map(whereLinesBegin));
  const map = { version: 3, sourceRoot, sources, mappings: lines };
  return lines.replaceAll(";", "") ? map : { ...map, ...NOWHERE };
}

/** What goja keeps of a map it keeps twice, for the loader and for executors: columns and names are left out. */
const whereLinesBegin = (segments) =>
  segments
    .filter(
      ([, source, line], i) => source !== segments[i - 1]?.[1] || line !== segments[i - 1]?.[2],
    )
    .map((segment) => segment.slice(0, 4));

/** Functions are costly to make, and so are comparisons: a function for some chunks each, which finds one of them. */
const GROUP = 16;

/** One file from esbuild's chunks, a source map with a section for each at its end. */
export function linkChunks(outputFiles, banner) {
  const files = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const scripts = [...files.keys()].filter((name) => name.endsWith(".js"));
  // esbuild has named the entries by their numbers; what it made up is numbered after them.
  const shared = scripts.filter((name) => !/^\d/.test(name));
  const entries = scripts.length - shared.length;
  const names = [...Array(entries).keys(), ...shared.map((name) => name.replace(/\.js$/, ""))];
  const numbers = new Map(names.map((name, number) => [String(name), number]));
  const at = `$once=n=>find[n/${GROUP}|0](n),$at=n=>made[n]??=$once(n)`;
  const forget = "$forget=()=>{made={};find.length=0}";
  const lines = [banner, `(()=>{"use strict";let made={};const ${at},${forget},find=[`];
  const sections = [];
  for (const [name, number] of numbers) {
    const text = files.get(`${name}.js`);
    const [head] = HEAD.exec(text);
    const bindings = [...head.matchAll(IMPORT)].flatMap((one) => asBinding(numbers, one)).join();
    if (number % GROUP === 0) lines.push("n=>{switch(n){");
    lines.push(`case ${number}:return(()=>{${bindings && `const${bindings};`}`);
    const map = lineMap(JSON.parse(files.get(`${name}.js.map`)), head.length);
    sections.push({ offset: { line: lines.length, column: 0 }, map });
    const body = text
      .slice(head.length)
      .replace(EXPORT, asReturn)
      .replaceAll("$require(", "require(");
    lines.push(...`${body.trimEnd()}})()`.split("\n"));
    if (number % GROUP === GROUP - 1 || number === numbers.size - 1) lines.push("}},");
  }
  const map = Buffer.from(JSON.stringify({ version: 3, sections })).toString("base64");
  lines.push("];$at(0)})();", `//# sourceMappingURL=data:application/json;base64,${map}\n`);
  return lines.join("\n");
}
