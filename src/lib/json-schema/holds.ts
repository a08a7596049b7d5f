/** What a keyword holds: one schema, a list of schemas, or schemas by name. */
export type Holds = "one" | "list" | "names";

/** The keywords that hold schemas. */
export const HOLDERS: Record<Holds, string> = {
  one: "items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties not if then else contentSchema",
  list: "allOf anyOf oneOf prefixItems",
  names: "$defs definitions properties patternProperties dependentSchemas",
};

const KINDS = Object.entries(HOLDERS) as [Holds, string][];
const holdsOf = new Map(
  KINDS.flatMap(([holds, keywords]) =>
    keywords.split(" ").map((keyword): [string, Holds] => [keyword, holds]),
  ),
);

/** The schemas that the value of a keyword holds, each with the keys that lead to it. */
export function childrenOf(
  keyword: string,
  value: unknown,
): [child: unknown, ...path: (string | number)[]][] {
  const holds = holdsOf.get(keyword);
  if (holds === "one") return [[value]];
  if (holds === "list") return (value as unknown[]).map((child, index) => [child, index]);
  if (holds === "names") return Object.entries(Object(value)).map(([name, child]) => [child, name]);
  return [];
}
