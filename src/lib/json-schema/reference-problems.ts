// Finds references that would lead nowhere, or hang the server: goja has no stack limit, so an
// endless recursion ends only when the memory is used up.
import type { SchemaProblem } from "./problems.ts";
import { follow, type Node, type Nodes, type Schema } from "./references.ts";

/** Returns the problems of all references: each leads to a schema, and none back to itself. */
export function referenceProblems({ list, byUri }: Nodes): SchemaProblem[] {
  const bySchema = new Map(list.map((node) => [node.schema, node]));
  const problems = list.flatMap((node) =>
    ["$ref", "$dynamicRef"].flatMap((keyword) => {
      const reference = node.schema[keyword];
      if (typeof reference !== "string") return [];
      const target = follow(reference, node.base, byUri);
      const next = bySchema.get(target as Schema);
      if (next) node.inPlace.push(next);
      if (next || typeof target === "boolean") return [];
      const message = `"${reference}" leads nowhere: expected a schema within this one, for example "#/$defs/name". No other document is loaded.`;
      return [{ path: [...node.path, keyword], message }];
    }),
  );
  return [...problems, ...circleProblems(list)];
}

/** Returns the first reference that leads back to itself without going down into the value. */
function circleProblems(nodes: Node[]): SchemaProblem[] {
  const open = new Set<Node>();
  const done = new Set<Node>();
  const isCircle = (node: Node): boolean => {
    if (done.has(node)) return false;
    if (open.has(node)) return true;
    open.add(node);
    const found = node.inPlace.some(isCircle);
    open.delete(node);
    done.add(node);
    return found;
  };
  const start = nodes.find(isCircle);
  if (!start) return [];
  const message =
    "A $ref leads back to itself without going down into the value, so checking would never end.";
  return [{ path: start.path, message }];
}
