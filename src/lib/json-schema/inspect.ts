// Refuses schemas that the library accepts but that would hang the server: goja has no stack limit,
// so an endless recursion ends only when the memory is used up.
import { isObject } from "../object.ts";
import { linearExpression } from "../patterns/linear.ts";

type Schema = Record<string, unknown>;

const words = (text: string) => text.split(" ");

/** The keywords that have schemas by name, lists of schemas, or one schema. */
const BY_NAME = words("$defs definitions properties patternProperties dependentSchemas");
const LISTS = words("allOf anyOf oneOf prefixItems");
const SINGLE = words(
  "items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties not if then else contentSchema",
);
/** The keywords that check the same value again. A cycle that has only these never ends. */
const IN_PLACE = new Set(words("allOf anyOf oneOf not if then else dependentSchemas"));
/** The rest of the vocabulary of draft 2020-12 (core, validation, meta-data, format, content). */
const OTHERS = words(
  "$schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired title description default deprecated readOnly writeOnly examples format contentEncoding contentMediaType",
);
export const KEYWORDS = [...BY_NAME, ...LISTS, ...SINGLE, ...OTHERS];

interface Node {
  schema: Schema;
  /** The URI that the schema's references are relative to. */
  base: string;
  /** The nodes that check the same value. */
  inPlace: Node[];
}

/**
 * Throws for references that lead nowhere or in a circle, and for anything that this runtime does
 * not support.
 */
export function inspect(root: Schema): void {
  const nodes: Node[] = [];
  const byUri = new Map<string, Schema>();
  collect(root, "schema:///", "#", nodes, byUri);
  const bySchema = new Map(nodes.map((node) => [node.schema, node]));
  for (const node of nodes) {
    for (const keyword of ["$ref", "$dynamicRef"]) {
      const reference = node.schema[keyword];
      if (typeof reference !== "string") continue;
      const target = follow(reference, node.base, byUri);
      if (target === undefined) throw new Error(`${keyword} "${reference}" leads nowhere`);
      const next = bySchema.get(target as Schema);
      if (next) node.inPlace.push(next);
    }
  }
  refuseCircles(nodes);
}

function collect(
  schema: unknown,
  outer: string,
  where: string,
  nodes: Node[],
  byUri: Map<string, Schema>,
): Node | undefined {
  if (typeof schema === "boolean") return undefined;
  if (!isObject(schema)) throw new Error(`${where} must be a schema: an object, true or false`);
  const { $id } = schema;
  const base = typeof $id === "string" ? withoutHash(new URL($id, outer).href) : outer;
  if (base !== outer || where === "#") byUri.set(base, schema);
  for (const anchor of [schema.$anchor, schema.$dynamicAnchor]) {
    if (typeof anchor === "string") byUri.set(`${base}#${anchor}`, schema);
  }
  refuseUnsupported(schema, where);
  const node: Node = { schema, base, inPlace: [] };
  nodes.push(node);
  for (const [keyword, path, child] of children(schema)) {
    const next = collect(child, base, `${where}/${path}`, nodes, byUri);
    if (next && IN_PLACE.has(keyword)) node.inPlace.push(next);
  }
  return node;
}

function children(schema: Schema): [keyword: string, path: string, child: unknown][] {
  const entries = (keyword: string) =>
    Object.entries(schema[keyword] ?? {}).map(([key, child]): [string, string, unknown] => [
      keyword,
      `${keyword}/${key}`,
      child,
    ]);
  return [
    ...BY_NAME.flatMap(entries),
    ...LISTS.flatMap(entries),
    ...SINGLE.filter((keyword) => schema[keyword] !== undefined).map(
      (keyword): [string, string, unknown] => [keyword, keyword, schema[keyword]],
    ),
  ];
}

/** Formats whose checks need Unicode's tables, which this runtime does not have. */
const UNSUPPORTED_FORMATS = ["idn-hostname", "idn-email", "iri", "iri-reference"];

function refuseUnsupported({ pattern, patternProperties, format }: Schema, where: string) {
  if (UNSUPPORTED_FORMATS.includes(String(format))) {
    throw new Error(`${where}: the format "${format}" cannot be checked in this server's runtime`);
  }
  const sources = [pattern, ...Object.keys(patternProperties ?? {})];
  for (const source of sources.filter((text) => typeof text === "string")) {
    try {
      linearExpression(source);
    } catch (error) {
      throw new Error(`${where}: the pattern ${source}: ${(error as Error).message}`);
    }
  }
}

function follow(reference: string, base: string, byUri: Map<string, Schema>): unknown {
  const { href, hash } = new URL(reference, base);
  const document = withoutHash(href);
  const fragment = decodeURIComponent(hash.slice(1));
  if (fragment !== "" && !fragment.startsWith("/")) return byUri.get(`${document}#${fragment}`);
  return fragment
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, key) => (at as Schema | undefined)?.[key], byUri.get(document));
}

const withoutHash = (href: string) => href.split("#", 1)[0] ?? "";

/**
 * Returns the unknown keywords with their places. The standard ignores them, so a typo would
 * silently turn a rule off.
 */
export function unknownKeywords(
  schema: unknown,
  where = "#",
): { where: string; keyword: string }[] {
  if (!isObject(schema)) return [];
  return [
    ...Object.keys(schema)
      .filter((keyword) => !KEYWORDS.includes(keyword) && !keyword.startsWith("x-"))
      .map((keyword) => ({ where, keyword })),
    ...children(schema).flatMap(([, path, child]) => unknownKeywords(child, `${where}/${path}`)),
  ];
}
function refuseCircles(nodes: Node[]) {
  const open = new Set<Node>();
  const done = new Set<Node>();
  const walk = (node: Node) => {
    if (done.has(node)) return;
    if (open.has(node)) {
      throw new Error(
        "a $ref leads back to itself without going down into the value: it would never end",
      );
    }
    open.add(node);
    node.inPlace.forEach(walk);
    open.delete(node);
    done.add(node);
  };
  nodes.forEach(walk);
}
