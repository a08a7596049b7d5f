import { type Broken, errorOf, type PlainField } from "../../lib/values/compile.ts";
import { type FieldErrorMap, setOwn } from "../../lib/values/field-error.ts";
import type { RecordSchema } from "../../pocketbase/record.ts";
import { exceeds, isTooLarge } from "../../pocketbase/sizes.ts";
import { boolean, compileFields, type FieldChecks } from "./fields.ts";
import type { CollectionRules, RecordRule } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

/** The rules are compiled once per VM, collection and schema. */
const compiled = new WeakMap<RecordSchema, FieldChecks>();

/** Runs all rules of a collection except those with `scope: "request"`. */
export function validateRecord(rules: CollectionRules, ctx: RecordContext): FieldErrorMap {
  const errors: FieldErrorMap = {};
  if (rules.fields) checkFields(rules, ctx, errors);
  if (rules.rules) checkRecordRules(rules.rules, "record", ctx, errors);
  if (rules.schema) checkSchema(rules, ctx, errors);
  return errors;
}

function checkFields(rules: CollectionRules, ctx: RecordContext, errors: FieldErrorMap) {
  let checks = compiled.get(ctx.schema);
  if (!checks) {
    checks = compileFields(rules, ctx.schema);
    compiled.set(ctx.schema, checks);
  }
  const { plain, fields: plainFields, others, normalized } = checks;
  if (normalized.length > 0) normalizeTexts(normalized, ctx);
  const data = ctx.source.fieldsData();
  // There is no loop here, because every valid record would pay for each step of it.
  const found = plain(data, ctx);
  if (found) {
    for (const [index, rule, value] of found) {
      const field = plainFields[index] as PlainField;
      attempt(field, ctx, errors, () => errorOf(field.rules, rule, value));
    }
  }
  if (others.length === 0) return;
  for (const field of others) {
    const raw = data[field.name];
    if (exceeds(raw, field.maxLength)) ctx.tooLarge = true;
    else attempt(field, ctx, errors, () => field.check(field.read ? field.read(raw) : raw, ctx));
  }
}

/** Texts get their form before any rule, so that all rules hold for what is stored. */
function normalizeTexts(fields: PlainField[], { source }: RecordContext) {
  for (const { name, maxLength } of fields) {
    const text = source.get(name);
    if (typeof text !== "string" || exceeds(text, maxLength)) continue;
    const normal = text.normalize();
    // Bytes that are no UTF-8 are read as U+FFFD, and are stored as that from now on.
    if (normal !== text || normal.includes("\ufffd")) source.set(name, normal);
  }
}

function attempt(
  { name }: PlainField,
  ctx: RecordContext,
  errors: FieldErrorMap,
  check: () => Broken,
) {
  try {
    const broken = check();
    if (broken) setOwn(errors, name, broken);
  } catch (error) {
    failed(ctx, errors, name, `fields.${name}`, error);
  }
}

/** Runs the record rules. A rule is skipped when its field already has an error. */
export function checkRecordRules(
  rules: RecordRule[],
  scope: RecordRule["scope"],
  ctx: RecordContext,
  errors: FieldErrorMap,
) {
  for (const [index, rule] of rules.entries()) {
    if ((rule.scope ?? "record") !== scope || Object.hasOwn(errors, rule.field)) continue;
    const { code = "validation_rule", message } = rule;
    try {
      const holds = !rule.when || boolean("when", rule.when(ctx.record, ctx));
      if (holds && !boolean("check", rule.check(ctx.record, ctx))) {
        setOwn(errors, rule.field, { code, message });
      }
    } catch (error) {
      failed(ctx, errors, rule.field, `rules[${index}]`, error);
    }
  }
}

function checkSchema(
  { schema, apply }: CollectionRules,
  ctx: RecordContext,
  errors: FieldErrorMap,
) {
  if (!schema) return;
  try {
    const { applyOutput, checkStandard } = lazy(import("./standard.ts"));
    const { values, output } = checkStandard(schema, ctx, errors);
    if (apply && output !== undefined && Object.keys(errors).length === 0) {
      applyOutput(ctx, values, output);
    }
  } catch (error) {
    failed(ctx, errors, "schema", "schema", error);
  }
}

/** Refuses the write when a rule cannot be run, and logs the reason unless it is the client's. */
function failed(
  ctx: RecordContext,
  errors: FieldErrorMap,
  field: string,
  path: string,
  error: unknown,
) {
  if (isTooLarge(error)) {
    ctx.tooLarge = true;
    return;
  }
  const { logFailure } = lazy(import("../../pocketbase/failure-log.ts"));
  logFailure(ctx.app, `validate.${ctx.collection}.${path}`, error);
  const message = "Cannot be checked at the moment.";
  setOwn(errors, field, { code: "validation_check_failed", message });
}
