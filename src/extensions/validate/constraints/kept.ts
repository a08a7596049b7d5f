// Which rules the database itself keeps, by triggers. A hook keeps the others, which call functions
// of the config, or which PocketBase's own filters say.
import { limitsOf } from "../limits.ts";
import type { CollectionRules, FieldRules, LimitRule } from "../options.ts";
import { comparisonsIn } from "./filter.ts";

/** The rules of a collection that must not race. */
export interface Exact {
  unique: [field: string, rule: FieldRules][];
  limits: LimitRule[];
}

export const exactOf = ({ fields, limit }: CollectionRules): Exact => ({
  unique: Object.entries(fields ?? {}).filter(([, { unique }]) => unique),
  limits: limitsOf(limit),
});

export const isAny = ({ unique, limits }: Exact) => unique.length + limits.length > 0;

/** A trigger does not know who writes. */
const arePossible = ({ superusers }: CollectionRules) => superusers !== "skip";
const canBeUnique = ([, { when }]: Exact["unique"][number]) => when === undefined;
const canLimit = ({ where }: LimitRule) => comparisonsIn(where).every(Boolean);

export function keptByTriggers(rules: CollectionRules): Exact {
  if (!arePossible(rules)) return { unique: [], limits: [] };
  const { unique, limits } = exactOf(rules);
  return { unique: unique.filter(canBeUnique), limits: limits.filter(canLimit) };
}

/** SQLite compares bytes, so texts are stored in the one form in which equal texts are equal. */
export const isNormalized = ({ unique }: FieldRules): boolean =>
  typeof unique === "object" && unique.normalize === true;

/** The rules of a field that are checked before the write. */
export function checkedOf(name: string, rules: FieldRules, { unique }: Exact): FieldRules {
  if (!unique.some(([field]) => field === name)) return rules;
  const { unique: _, ...others } = rules;
  return others;
}

/** Whether a record must be looked at before the write. */
export function needsCheck(rules: CollectionRules): boolean {
  if (rules.rules || rules.schema) return true;
  const kept = keptByTriggers(rules);
  return Object.entries(rules.fields ?? {}).some(
    ([name, all]) =>
      isNormalized(all) || Object.keys(checkedOf(name, all, kept)).some((key) => key !== "message"),
  );
}

export function keptByHook(rules: CollectionRules): Exact {
  const { unique, limits } = exactOf(rules);
  if (!arePossible(rules)) return { unique, limits };
  return {
    unique: unique.filter((one) => !canBeUnique(one)),
    limits: limits.filter((one) => !canLimit(one)),
  };
}
