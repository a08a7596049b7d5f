// Where the references of a schema lead.
import { isObject } from "../object.ts";
import { childrenOf } from "./holds.ts";
import type { Path } from "./problems.ts";

export type Schema = Record<string, unknown>;

/** A schema within the whole one. */
export interface Node {
  schema: Schema;
  path: Path;
  /** The URI that the schema's references are relative to. */
  base: string;
  /** The nodes that check the same value. */
  inPlace: Node[];
}

/** All schemas within one, and those that have a URI of their own. */
export interface Nodes {
  list: Node[];
  byUri: Map<string, Schema>;
}

/** Returns the base of a schema's references, and notes the URIs by which others refer to it. */
export function baseOf(schema: Schema, outer: string, { list, byUri }: Nodes): string {
  const { $id } = schema;
  const base = typeof $id === "string" ? withoutHash(new URL($id, outer).href) : outer;
  if (base !== outer || list.length === 0) byUri.set(base, schema);
  for (const anchor of [schema.$anchor, schema.$dynamicAnchor]) {
    if (typeof anchor === "string") byUri.set(`${base}#${anchor}`, schema);
  }
  return base;
}

/** Returns what a reference leads to. */
export function follow(reference: string, base: string, byUri: Map<string, Schema>): unknown {
  const { href, hash } = new URL(reference, base);
  const document = withoutHash(href);
  const fragment = decoded(hash.slice(1));
  if (fragment !== "" && !fragment.startsWith("/")) return byUri.get(`${document}#${fragment}`);
  return fragment
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(member, byUri.get(document));
}

const member = (at: unknown, key: string) =>
  (isObject(at) || Array.isArray(at)) && Object.hasOwn(at, key) ? (at as Schema)[key] : undefined;

/** A `%` that begins no code leads nowhere. */
function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** A schema for checking values by it, with where its references lead. */
export function documentOf(root: unknown) {
  const nodes: Nodes = { list: [], byUri: new Map() };
  const bases = new Map<Schema, string>();
  const read = (schema: unknown, outer: string) => {
    if (!isObject(schema)) return;
    const base = baseOf(schema, outer, nodes);
    bases.set(schema, base);
    nodes.list.push({ schema, path: [], base, inPlace: [] });
    for (const [keyword, value] of Object.entries(schema)) {
      for (const [child] of childrenOf(keyword, value)) read(child, base);
    }
  };
  read(root, ROOT);
  const find = (uri: string) => nodes.byUri.get(uri);
  return {
    /** The URI that a schema's references are relative to. */
    baseOf: (schema: Schema): string => bases.get(schema) ?? ROOT,
    /** `scope` has the bases of all schemas that are being applied, the outermost first. */
    targetOf(keyword: "$ref" | "$dynamicRef", schema: Schema, scope: string[]): unknown {
      const reference = String(schema[keyword]);
      const target = follow(reference, scope.at(-1) ?? ROOT, nodes.byUri);
      const anchor = isObject(target) ? target.$dynamicAnchor : undefined;
      if (keyword === "$ref" || !anchor || !reference.endsWith(`#${anchor}`)) return target;
      const isAnchor = (base: string) => find(`${base}#${anchor}`)?.$dynamicAnchor === anchor;
      const outermost = scope.find(isAnchor);
      return outermost === undefined ? target : find(`${outermost}#${anchor}`);
    },
  };
}

/** The URI of a schema that has none. */
export const ROOT = "schema:///";

const withoutHash = (href: string) => href.split("#", 1)[0] ?? "";
