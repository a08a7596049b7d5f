// The rules as conditions in SQL, for triggers and for what explains a refusal of theirs.
import type { SourceField } from "../../../pocketbase/sizes.ts";
import { kindOf } from "../kinds.ts";
import { limitField } from "../limit.ts";
import type { CollectionRules, LimitRule } from "../options.ts";
import { type Comparison, comparisonsIn } from "./filter.ts";
import { type Exact, keptByTriggers } from "./kept.ts";

/** At most `max` rows of a table may be alike. */
export interface Constraint {
  /** The field that the error is shown at. */
  field: string;
  max: number;
  /** All fields that the conditions name. */
  fields: string[];
  /** The fields whose values a row must share with another to be like it. */
  shared: string[];
  /** Whether the constraint is about `row`, which is `NEW` or `OLD`. */
  concerns(row: string): string;
  /** Whether a row of the table is like `row`. */
  alike(row: string): string;
  rule: Exact["unique"][number] | LimitRule;
}

export function constraintsOf(rules: CollectionRules, fields: SourceField[]): Constraint[] {
  const known = new Map(fields.map((field) => [field.name, field]));
  const { unique, limits } = keptByTriggers(rules);
  return [...unique.map(uniqueOf), ...limits.map((limit) => limitOf(limit, known))];
}

/** Whether the table has so many other rows like the written one, `NEW`, that it can have no more. */
export const isFull = (table: string, { max, alike }: Constraint) =>
  `(SELECT count(*) FROM (SELECT 1 FROM "${table}" WHERE ${alike("NEW")} AND "id" != NEW."id" LIMIT ${max})) >= ${max}`;

const column = (name: string) => `"${name}"`;
const all = (conditions: string[]) => conditions.join(" AND ") || "true";
const isFilled = (row: string, name: string) => `${row}.${column(name)} != ''`;
const isSame = (row: string, name: string, collate = "") =>
  `${column(name)} = ${row}.${column(name)}${collate}`;

/** The second condition lets SQLite use an index without empty values. */
function uniqueOf(rule: Exact["unique"][number]): Constraint {
  const [field, { unique }] = rule;
  const { caseInsensitive, within = [] } = typeof unique === "object" ? unique : {};
  const shared = [field, ...within];
  return {
    field,
    max: 1,
    fields: shared,
    shared,
    concerns: (row) => isFilled(row, field),
    alike: (row) =>
      all([
        isSame(row, field, caseInsensitive ? " COLLATE NOCASE" : ""),
        `${column(field)} != ''`,
        ...within.map((name) => isSame(row, name)),
      ]),
    rule,
  };
}

function limitOf(rule: LimitRule, known: Map<string, SourceField>): Constraint {
  const { max, per = [], where } = rule;
  const compared = comparisonsIn(where) as Comparison[];
  const counted = (row?: string) => compared.map((one) => comparisonSql(one, known, row));
  return {
    field: limitField(rule),
    max,
    fields: [...new Set([...per, ...compared.map(({ field }) => field), limitField(rule)])],
    shared: per,
    concerns: (row) => all([...per.map((name) => isFilled(row, name)), ...counted(row)]),
    alike: (row) => all([...per.map((name) => isSame(row, name)), ...counted()]),
    rule,
  };
}

/**
 * What PocketBase makes of such a comparison: a JSON field is read as JSON, and a list is compared
 * as the text that it is stored as (core/record_field_resolver_runner.go).
 */
function comparisonSql(
  { field, constant }: Comparison,
  known: Map<string, SourceField>,
  row?: string,
): string {
  const name = row === undefined ? column(field) : `${row}.${column(field)}`;
  const found = known.get(field);
  const kind = found && kindOf(found);
  const sql = literal(constant);
  if (kind === "json" || kind === "geoPoint") {
    return `iif(json_valid(${name}), json_extract(${name}, '$'), ${name}) = ${sql}`;
  }
  return `${name} = ${sql}`;
}

/** PocketBase compares a number as a float. */
function literal(constant: string): string {
  if (constant === "true" || constant === "false") return String(Number(constant === "true"));
  if (/^\d+$/.test(constant)) return `${constant}.0`;
  return /^\d/.test(constant) ? constant : `'${constant.slice(1, -1)}'`;
}
