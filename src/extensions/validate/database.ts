// These rules ask the database. They look only at what the write changes, so a record stays valid
// when other records change.
import type { App } from "../../contract/pocketbase.ts";
import { same } from "../../lib/same.ts";
import type { Check } from "../../lib/values/compile.ts";
import type { FieldError } from "../../lib/values/field-error.ts";
import { isEmpty } from "../../lib/values/rule.ts";
import { anyRow } from "../../pocketbase/any-row.ts";
import { idLiteral } from "../../pocketbase/ids.ts";
import type { FieldRules } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

type RecordCheck = Check<RecordContext>;

export function databaseChecks(field: string, rules: FieldRules): RecordCheck[] {
  const checks: RecordCheck[] = [];
  if (rules.exists !== undefined) checks.push(exists(field, rules.exists));
  if (rules.unique) checks.push((value, ctx) => checkUnique(field, rules.unique, value, ctx));
  return checks;
}

const exists = (field: string, filter: string): RecordCheck => {
  const error: FieldError = {
    code: "validation_exists",
    message: "Must be a record that can be chosen.",
  };
  return (value, ctx) => {
    const before = [ctx.original?.[field] ?? []].flat();
    const added = [value].flat().filter((id) => !before.includes(id));
    const target = ctx.schema.relations.get(field) ?? "";
    return added.every((id) => matches(ctx.app, target, filter, String(id))) ? undefined : error;
  };
};

/** Takes one id at a time, because PocketBase accepts at most 200 conditions. */
function matches(app: App, target: string, filter: string, id: string): boolean {
  const literal = idLiteral(id);
  if (literal === undefined) return false;
  return app.findRecordsByFilter(target, `(${filter}) && id = ${literal}`, "", 1, 0).length > 0;
}

const optionsOf = (unique: FieldRules["unique"]) => (typeof unique === "object" ? unique : {});

/**
 * Checks `unique`. It also runs after the write and inside its transaction, where it cannot race.
 */
export function checkUnique(
  field: string,
  unique: FieldRules["unique"],
  value: unknown,
  ctx: RecordContext,
): FieldError | undefined {
  const { caseInsensitive, normalize, within = [] } = optionsOf(unique);
  const names = [field, ...within];
  const isUnchanged =
    ctx.original && names.every((name) => same(ctx.original?.[name], ctx.field(name)));
  if (isEmpty(value) || isUnchanged) return undefined;
  const params = Object.fromEntries(
    names.map((name, index) => [`v${index}`, bound(ctx.get(name))]),
  );
  // A write without PocketBase's validation stores what it was given.
  if (normalize) params.v0 = String(params.v0).normalize();
  const collate = caseInsensitive ? " COLLATE NOCASE" : "";
  const conditions = names.map(
    (name, index) => `[[${name}]] = {:v${index}}${index === 0 ? collate : ""}`,
  );
  // Without this condition, SQLite could not use an index of which it is a part, such as the one that
  // PocketBase makes for emails.
  conditions.push(`[[${field}]] != ''`, "[[id]] != {:id}");
  return anyRow(ctx.app, ctx.collection, conditions, { ...params, id: ctx.source.id })
    ? { code: "validation_unique", message: "Is taken already." }
    : undefined;
}

/**
 * SQLite keeps booleans as 0 and 1, and turns text into a number where the column holds numbers.
 */
export const bound = (value: unknown) => String(typeof value === "boolean" ? Number(value) : value);
