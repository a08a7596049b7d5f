// Links esbuild's chunks, which are ES modules, into one script: each chunk becomes a function that
// is called when the chunk is first asked for, and returns what the chunk exports. A rare chunk is a
// text in that script, because PocketBase keeps code in twenty times its size, and text in twice.
import { basename } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import { minified } from "./minify.mjs";

/** A source map with one position. goja accepts no shorter one. */
export const NOWHERE = { version: 3, sources: ["library"], mappings: "AAAA" };

/**
 * Makes one file of esbuild's chunks, with a source map at its end that has a section for each.
 * `isRare` takes the number of an entry. A chunk is rare when only rare entries need it.
 */
export function linkChunks(outputFiles, banner, isRare = (_number) => false) {
  const files = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const scripts = [...files.keys()].flatMap((file) => file.match(/^(.*)\.js$/)?.[1] ?? []);
  // esbuild names the entries by their numbers, of which 0 is the main file. The chunks that it
  // adds come after them.
  const isEntry = (name) => /^\d+$/.test(name);
  const entries = scripts.filter(isEntry).sort((a, b) => a - b);
  const names = [...entries, ...scripts.filter((name) => !isEntry(name))];
  const chunks = new Map(
    names.map((name) => [
      name,
      readChunk(name, minified(name, files.get(`${name}.js`), files.get(`${name}.js.map`))),
    ]),
  );
  const numbers = new Map(names.map((name, number) => [name, number]));
  const passing = passedOn(chunks);
  const cases = names.map((name) =>
    passing.has(name) ? numbers.get(passing.get(name)) : chunks.get(name),
  );
  const notices = [...files.values()].flatMap((text) => text.match(NOTICE) ?? []);
  const usual = reach(
    entries.filter((name) => !isRare(Number(name))),
    chunks,
  );
  return print(cases, numbers, { banner, notices, usual });
}

/** The names of the chunks that these import, directly or through others, with their own. */
function reach(names, chunks, found = new Set()) {
  for (const name of names.filter((name) => !found.has(name))) {
    found.add(name);
    reach(chunks.get(name)?.imports.map(({ from }) => from) ?? [], chunks, found);
  }
  return found;
}

/** The notices that licences ask for. esbuild keeps them, the second minifier does not. */
const NOTICE = /\/\*![\s\S]*?\*\//g;

const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)\.js";/g;
/** An import that is exported again, where the minifier has joined the two. */
const PASSED = /export\{([^}]*)\}from"\.\/([^"]+)\.js";/g;
const HEAD = new RegExp(`^(?:${IMPORT.source}|${PASSED.source})*`);
const EXPORT = /export\{([^}]*)\};?$/;
/** Finds syntax of modules at the beginning of a statement, which a script must not have. */
const LEFT = /(?:^|[;}])\s*(?:import(?:\{|"|\s)|export(?:\{|\s))[^;]*/;

/** Takes a minified chunk apart. `width` is the number of characters that its first line loses. */
function readChunk(name, { text, map }) {
  const [head] = HEAD.exec(text);
  const rest = text.slice(head.length);
  const end = rest.search(PASSED);
  const tail = end < 0 ? "" : rest.slice(end);
  const own = end < 0 ? rest : rest.slice(0, end);
  // A chunk that is imported without a name is not needed.
  const imports = [...head.matchAll(IMPORT)].flatMap(([, names, from]) =>
    names ? [{ from, names: pairs(names) }] : [],
  );
  const passed = [...(head + tail).matchAll(PASSED)].map(([, names, from], index) => ({
    from,
    names: pairs(names).map(([imported, as]) => [imported, `$${index}${imported}`, as]),
  }));
  const exports = [
    ...pairs(EXPORT.exec(own.trimEnd())?.[1] ?? ""),
    ...passed.flatMap(({ names }) => names.map(([, local, as]) => [local, as])),
  ];
  if (exports.length === 0)
    throw new Error(`link: the chunk ${name} exports nothing that is known.`);
  const body = own.trimEnd().replace(EXPORT, "");
  const [left] = (body + tail.replaceAll(PASSED, "")).match(LEFT) ?? [];
  if (left) throw new Error(`link: the chunk ${name} has module syntax that is not known: ${left}`);
  return {
    name,
    imports: [...imports, ...passed],
    exports,
    body,
    map: JSON.parse(map),
    width: head.length,
  };
}

/** `a as b,c` as `[["a", "b"], ["c", "c"]]`. */
const pairs = (names) =>
  names
    .split(",")
    .filter(Boolean)
    .map((one) => {
      const [name, as = name] = one.split(" as ");
      return [name, as];
    });

/**
 * The entries that only pass on what another chunk exports, each with that chunk: such a module is
 * loaded by lazy() here and imported by name there. The other chunk then has the entry's exports
 * too.
 */
function passedOn(chunks) {
  const passing = new Map();
  for (const { name, imports, exports, body } of chunks.values()) {
    const [only, ...more] = imports;
    if (body.trim() !== "" || only === undefined || more.length > 0) continue;
    const target = chunks.get(only.from);
    for (const [local, exported] of exports) {
      const [imported] = only.names.find(([, as]) => as === local);
      const [inner] = target.exports.find(([, as]) => as === imported);
      const taken = target.exports.find(([, as]) => as === exported);
      if (!taken) target.exports.push([inner, exported]);
      else if (taken[0] !== inner)
        throw new Error(`link: ${only.from} exports "${exported}" twice.`);
    }
    passing.set(name, only.from);
  }
  return passing;
}

/**
 * Making functions and comparing are both costly, so one function finds a chunk among this many.
 */
const GROUP = 16;

/**
 * The functions of src/lazy.d.ts. Modules that are first made in `run` go into a layer of their
 * own, which is dropped.
 */
const PRELUDE = [
  // An indirect eval sees no variable of this file, so a text is a function that takes them.
  `read=text=>(0,eval)('(($,$at,$forgetting,$forget,require)=>{"use strict";\\n'+text)($at,$at,$forgetting,$forget,require)`,
  `$at=n=>made[n]??=find[n/${GROUP}|0](n),$=$at`,
  "$forgetting=run=>{const kept=made;made=Object.create(kept);try{return run()}finally{made=kept}}",
  "$forget=()=>{made={};find.length=0}",
];

/** `cases` are chunks by their number, or the number of the chunk that stands for it. */
function print(cases, numbers, { banner, notices, usual }) {
  const lines = [banner, `(()=>{"use strict";let made={};const ${PRELUDE},find=[`];
  const sections = [];
  for (const [number, chunk] of cases.entries()) {
    if (number % GROUP === 0) lines.push("n=>{switch(n){");
    if (typeof chunk === "number") lines.push(`case ${number}:return $(${chunk})`);
    else if (!usual.has(chunk.name)) {
      lines.push(`case ${number}:return read(${literal(rareText(chunk, numbers))})`);
    } else {
      lines.push(`case ${number}:return(()=>{${bindings(chunk, numbers)}`);
      sections.push({ offset: { line: lines.length, column: 0 }, map: lineMap(chunk) });
      lines.push(...`${bodyOf(chunk)}})()`.split("\n"));
    }
    if (number % GROUP === GROUP - 1 || number === cases.length - 1) lines.push("}},");
  }
  lines.push("];$at(0)})();", ...notices, `${mapLine({ version: 3, sections })}\n`);
  return lines.join("\n");
}

const mapLine = (map) =>
  `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;

/** goja finds the lines of the sources in a text by the map at the text's own end. */
function rareText(chunk, numbers) {
  const { mappings, ...map } = lineMap(chunk);
  // The chunk's own code begins on the third line.
  const mapped = { ...map, mappings: `;;${mappings}` };
  return `${bindings(chunk, numbers)}\n${bodyOf(chunk)}})\n${mapLine(mapped)}`;
}

/** Writes a text with the quotes of which it has the fewest. */
function literal(text) {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const quoted = [`"`, "'", "`"].map(
    (quote) => quote + escaped.replaceAll(quote, `\\${quote}`) + quote,
  );
  quoted[2] = quoted[2].replaceAll("${", "\\${");
  return quoted.reduce((least, other) => (other.length < least.length ? other : least));
}

function bindings({ name, imports, body }, numbers) {
  // The short name may be a variable of the chunk. This finds what declares one, in minified code.
  const isTaken = /(?<![\w$])\$[=,;:)\]}\s]|\b(?:function\*?|class) ?\$(?!\w)/.test(body);
  const at = isTaken ? "$at" : "$";
  const all = imports.map(({ from, names }) => {
    const number = numbers.get(from);
    if (number === undefined) throw new Error(`link: ${name} imports ${from}, which is no chunk.`);
    return `{${names.map(([imported, local]) => property(imported, local))}}=${at}(${number})`;
  });
  return all.length > 0 ? `const${all};` : "";
}

/** The text keeps its columns, which the source map names. */
function bodyOf({ body, exports }) {
  const linked = body.trimEnd().replaceAll("$require(", "require (");
  return `${linked}return{${exports.map(([local, exported]) => property(exported, local))}}`;
}

const property = (key, value) => (key === value ? key : `${key}:${value}`);

/** The source lines of a chunk, whose first line has lost characters at its start. */
function lineMap({ map: { sources, sourceRoot, mappings }, width }) {
  const [first = [], ...rest] = decode(mappings);
  const moved = first
    .filter(([column]) => column >= width)
    .map(([column, ...to]) => [column - width, ...to]);
  const lines = encode([moved, ...rest].map(whereLinesBegin));
  const map = { version: 3, sourceRoot, sources, mappings: lines };
  return lines.replaceAll(";", "") ? map : { ...map, ...NOWHERE };
}

/**
 * goja keeps a map twice, for the loader and for the executors, so columns and names are left out.
 */
const whereLinesBegin = (segments) =>
  segments
    .filter(
      ([, source, line], i) => source !== segments[i - 1]?.[1] || line !== segments[i - 1]?.[2],
    )
    .map((segment) => segment.slice(0, 4));
