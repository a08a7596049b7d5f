// Stacks in PocketBase's logs name files and lines of src/, which goja finds in the source map of
// the built file. The test finds literals in both texts, and asks the map for their places.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FlattenMap, originalPositionFor } from "@jridgewell/trace-mapping";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";

const RARE = /^case \d+:return read\((.*)\)$/gm;

/** Splits code and its source map, which is its last line. */
function read(file: string) {
  const at = file.lastIndexOf("//# sourceMappingURL=");
  const json = Buffer.from(file.slice(at).split("base64,")[1] ?? "", "base64").toString();
  return { text: file.slice(0, at), map: JSON.parse(json) };
}

const FILE = read(readFileSync("pb_hooks/pocketbundle.pb.js", "utf8"));
const SECTIONS: { offset: { line: number; column: number } }[] = FILE.map.sections;
/** The texts of rare chunks, as goja gets them: after a line of their own. */
const TEXTS_OF_CHUNKS = [...FILE.text.matchAll(RARE)].map(([, literal]) =>
  read(`\n${new Function(`return ${literal}`)()}`),
);
const PARTS = [{ ...FILE, text: FILE.text.replaceAll(RARE, "") }, ...TEXTS_OF_CHUNKS].map(
  ({ text, map }) => ({ text, map: new FlattenMap(map) }),
);
const BUILT = PARTS.map(({ text }) => text).join("\n");

const FILES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join("src", file));
const TEXTS = FILES.map((file) => readFileSync(file, "utf8"));
const SOURCES = TEXTS.join("\n");

const isOnceIn = (whole: string, part: string) => whole.split(part, 3).length === 2;

/** Types and the paths of imports are not in the built text. */
const isErased = (node: ts.Node) =>
  ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node);

/** The minifiers put the literal of a constant where the constant is used. */
const isConstant = ({ parent }: ts.Node) => ts.isVariableDeclaration(parent);

const isLiteral = (node: ts.Node) =>
  ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isNumericLiteral(node);

function literalsIn(node: ts.Node): (ts.LiteralLikeNode & ts.Node)[] {
  if (isErased(node)) return [];
  if (isLiteral(node)) return isConstant(node) ? [] : [node];
  const found: ts.LiteralLikeNode[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...literalsIn(child));
  });
  return found;
}

interface Place {
  text: string;
  source: string | null;
  line: number | null;
}

/** Whether a literal is found by its text, which escapes and numbers like 1_000 are not. */
const isFoundBy = (text: string, literal: ts.Node) =>
  text.length > 2 &&
  literal.getText().includes(text) &&
  isOnceIn(SOURCES, text) &&
  isOnceIn(BUILT, text);

const literals = FILES.flatMap((file, index) => {
  const tree = ts.createSourceFile(file, TEXTS[index] ?? "", ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;
  return literalsIn(tree)
    .filter((node) => isFoundBy(node.text, node))
    .map((node) => ({
      place: { text: node.text, source: `pocketbundle:///${file}`, line: lineOf(node.getStart()) },
      depth: node.getStart() / tree.end,
    }));
});

/** Where the map says that the text of a literal comes from. */
function mapped(text: string): Place {
  const part = PARTS.find((one) => one.text.includes(text));
  if (!part) throw new Error(`No part of the bundle has ${text}.`);
  const before = part.text.slice(0, part.text.indexOf(text)).split("\n");
  const column = before.at(-1)?.length ?? 0;
  const { source, line } = originalPositionFor(part.map, { line: before.length, column });
  return { text, source, line };
}

describe("the source map", () => {
  it("knows the file and the line of every literal that is there once", () => {
    const places = literals.map(({ place }) => place);
    expect(places.map(({ text }) => mapped(text))).toEqual(places);
  });

  it("is asked for many literals, at the beginnings and the ends of many files", () => {
    const filesOf = (found: typeof literals) => new Set(found.map(({ place }) => place.source));
    expect(literals.length).toBeGreaterThan(400);
    expect(filesOf(literals).size).toBeGreaterThan(140);
    expect(filesOf(literals.filter(({ depth }) => depth < 0.25)).size).toBeGreaterThan(25);
    expect(filesOf(literals.filter(({ depth }) => depth > 0.75)).size).toBeGreaterThan(80);
  });

  it("has a section for every chunk, from the line after the one that opens it", () => {
    const opened = FILE.text
      .split("\n")
      .flatMap((line, at) =>
        /^case \d+:return\(\(\)=>\{/.test(line) ? [{ line: at + 1, column: 0 }] : [],
      );
    expect(opened.length).toBeGreaterThan(70);
    expect(SECTIONS.map(({ offset }) => offset)).toEqual(opened);
    expect(TEXTS_OF_CHUNKS.length).toBeGreaterThan(20);
  });
});
