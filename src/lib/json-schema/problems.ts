// Holds a schema to the meta-schema of draft 2020-12, when the server starts. typebox ignores a
// keyword with a wrong value, so that it would check nothing.
import { nearest } from "../nearest.ts";
import { patternProblem } from "../patterns/problem.ts";
import { buildProgram } from "./build.ts";
import { FORMATS as CHECKS } from "./formats.ts";
import { childrenOf } from "./holds.ts";
import { isSchema, KEYWORDS, SCHEMA, TYPES } from "./keywords.ts";
import { evaluateProgram } from "./program.ts";
import { referenceProblems } from "./reference-problems.ts";
import { baseOf, type Node, type Nodes, ROOT, type Schema } from "./references.ts";

export const FORMATS = Object.keys(CHECKS);

export type Path = (string | number)[];

export interface SchemaProblem {
  /** The keys from the schema to the place. */
  path: Path;
  message: string;
}

/** Keywords of other drafts, and what draft 2020-12 has in their place. */
const RENAMED: Record<string, string> = {
  additionalItems: "prefixItems and items",
  dependencies: "dependentRequired or dependentSchemas",
  divisibleBy: "multipleOf",
  id: "$id",
  nullable: 'type: ["string", "null"]',
  $recursiveRef: "$dynamicRef",
  $recursiveAnchor: "$dynamicAnchor",
};

/** The keywords that check the same value again. A cycle that has only these never ends. */
const IN_PLACE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else"]);
IN_PLACE.add("dependentSchemas");

/** Takes the program of a schema that can be used, with the JSON of the schema. */
type Share = (json: string, program: string) => void;

/** Returns everything for which a schema cannot be used. */
export function schemaProblems(root: unknown, share?: Share): SchemaProblem[] {
  if (isStandardSchema(root)) {
    const message =
      "Expected a JSON Schema, got a Standard Schema: that is for the whole record, and stands beside `fields`.";
    return [{ path: [], message }];
  }
  const problems = findProblems(root);
  return problems.length > 0 ? problems : compileProblems(root as Schema, share);
}

/** A JSON Schema that zod makes has this key too, but not as one of its keywords. */
const isStandardSchema = (value: unknown) =>
  value !== null &&
  typeof value === "object" &&
  "~standard" in value &&
  (!isSchema(value) || Object.keys(value).includes("~standard"));

/** Compiles the schema, which finds what only the library refuses. */
function compileProblems(schema: Schema, share?: Share): SchemaProblem[] {
  try {
    const json = JSON.stringify(schema);
    const program = buildProgram(json);
    evaluateProgram(program);
    share?.(json, program);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    return [{ path: [], message: `Not a JSON Schema that can be used: ${reason}` }];
  }
}

function findProblems(root: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const nodes: Nodes = { list: [], byUri: new Map() };
  /** The schemas around the current one: an object that contains itself has no end. */
  const around = new Set<unknown>();

  const visit = (schema: unknown, path: Path, outer: string): Node | undefined => {
    const refuse = (keyword: Path, message: string) =>
      void problems.push({ path: [...path, ...keyword], message });
    if (!isSchema(schema)) return refuse([], expected(SCHEMA, schema)) as undefined;
    if (typeof schema === "boolean") return undefined;
    if (around.has(schema)) return refuse([], "Contains itself: use $ref.") as undefined;
    around.add(schema);
    const base = baseOf(schema, outer, nodes);
    const node: Node = { schema, path, base, inPlace: [] };
    nodes.list.push(node);
    for (const [keyword, value] of Object.entries(schema)) {
      const message = keywordProblem(keyword, value);
      if (message) {
        refuse([keyword], message);
        continue;
      }
      for (const [child, ...keys] of childrenOf(keyword, value)) {
        const next = visit(child, [...path, keyword, ...keys], base);
        if (next && IN_PLACE.has(keyword)) node.inPlace.push(next);
        const wrong = keyword === "patternProperties" && patternProblem(String(keys[0]));
        if (wrong) refuse([keyword, ...keys], wrong);
      }
    }
    around.delete(schema);
    return node;
  };

  visit(root, [], ROOT);
  return [...problems, ...referenceProblems(nodes)];
}

function keywordProblem(keyword: string, value: unknown): string | undefined {
  const known = KEYWORDS.get(keyword);
  if (!known) return keyword.startsWith("x-") ? undefined : unknownKeyword(keyword);
  if (!known.fits(value)) return expected(known.expected, value, hint(keyword, value));
  if (keyword === "pattern") return patternProblem(String(value));
  if (keyword === "format" && !FORMATS.includes(String(value))) {
    const list = `one of ${FORMATS.join(", ")}`;
    return expected(list, value, meant(nearest(String(value), FORMATS)));
  }
  return undefined;
}

function unknownKeyword(keyword: string): string {
  const renamed = Object.hasOwn(RENAMED, keyword) ? RENAMED[keyword] : undefined;
  const instead = renamed
    ? ` Draft 2020-12 has ${renamed}.`
    : meant(nearest(keyword, [...KEYWORDS.keys()]));
  return `Unknown keyword "${keyword}", which would check nothing.${instead} Begin names of your own with x-.`;
}

/** Says what was meant, where a mistake is common. */
function hint(keyword: string, value: unknown): string {
  if (keyword === "required" && typeof value === "boolean") {
    return " Write the property's name into the list of the object that has it.";
  }
  if (typeof value === "boolean" && keyword.startsWith("exclusive"))
    return " Write the bound itself.";
  if (keyword === "items" && Array.isArray(value)) return " A list of schemas is prefixItems.";
  if (keyword !== "type") return "";
  const wrong = [value].flat().find((type) => !TYPES.includes(String(type)));
  return meant(nearest(String(wrong), TYPES));
}

const meant = (name: string | undefined) => (name ? ` Did you mean "${name}"?` : "");

const expected = (what: string, got: unknown, more = "") =>
  `Expected ${what}, got ${shown(got)}.${more}`;

/** A schema has no secrets, so its values are shown. */
function shown(value: unknown): string {
  const isJson = typeof value === "string" || Array.isArray(value) || isSchema(value);
  const text = typeof value === "function" ? "a function" : isJson ? json(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A value that contains itself, or a BigInt, has no JSON. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? "a list" : "an object";
  }
}
