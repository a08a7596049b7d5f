// Which indexes the rules of a collection need. `exists` needs none, because it looks for ids.
import type { Column } from "../../../lib/create-index.ts";
import { formatPath } from "../../../lib/path.ts";
import type { SourceField } from "../../../pocketbase/sizes.ts";
import { comparisonsIn } from "../constraints/filter.ts";
import { kindOf, RULE_KINDS } from "../kinds.ts";
import { limitsOf } from "../limits.ts";
import type { CollectionRules, LimitRule } from "../options.ts";

export interface NeededIndex {
  /** The rule's place in the config. */
  path: string;
  /** The columns that the rule's query compares, the field of the rule first. */
  columns: Column[];
  /** Further columns that make the query faster. An index without them serves it too. */
  more: Column[];
  /** For `unique`, which never looks for empty values. */
  isUnique: boolean;
}

/** An index with more columns comes first, because it may serve other rules too. */
export function neededIndexes(
  collection: string,
  rules: CollectionRules,
  fields: SourceField[],
): NeededIndex[] {
  const isIndexable = (name: string) =>
    fields.some((field) => field.name === name && RULE_KINDS.unique.includes(kindOf(field)));
  const at = (...keys: (string | number)[]) => formatPath(["validate", collection, ...keys]);
  const isList = Array.isArray(rules.limit);
  return [
    ...uniqueIndexes(rules, at),
    ...limitsOf(rules.limit).map((limit, i) =>
      limitIndex(limit, at("limit", ...(isList ? [i] : [])), isIndexable),
    ),
  ]
    .filter(({ columns }) => columns.length > 0 && columns.every(({ name }) => isIndexable(name)))
    .sort((a, b) => b.columns.length + b.more.length - a.columns.length - a.more.length);
}

const binary = (name: string): Column => ({ name, collation: "binary" });

const uniqueIndexes = (
  { fields = {} }: CollectionRules,
  at: (...keys: string[]) => string,
): NeededIndex[] =>
  Object.entries(fields).flatMap(([name, { unique }]) => {
    if (!unique) return [];
    const { caseInsensitive, within = [] } = unique === true ? {} : unique;
    const column = { name, collation: caseInsensitive ? "nocase" : "binary" };
    const columns = [column, ...within.map(binary)];
    return [{ path: at("fields", name, "unique"), columns, more: [], isUnique: true }];
  });

function limitIndex(
  { per = [], where = "" }: LimitRule,
  path: string,
  isIndexable: (name: string) => boolean,
): NeededIndex {
  const own = [...new Set(per)];
  const equal = comparedIn(where).filter((name) => isIndexable(name) && !own.includes(name));
  const [columns, more] = own.length > 0 ? [own, equal] : [equal, []];
  return { path, columns: columns.map(binary), more: more.map(binary), isUnique: false };
}

/** The fields that a filter compares with a constant by `=`. */
const comparedIn = (filter: string): string[] => [
  ...new Set(comparisonsIn(filter).flatMap((one) => one?.field ?? [])),
];
