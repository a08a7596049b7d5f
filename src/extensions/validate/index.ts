import type { App, Context, EventOf, Extension } from "../../kernel/contract.ts";
import { FieldErrors } from "../../kernel/field-errors.ts";
import { recordView, type SourceRecord } from "../../kernel/record.ts";
import { checkFields } from "../../rules/check.ts";
import type {
  CheckRecordContext,
  CollectionRules,
  RecordRule,
  RecordValues,
  ValidateOptions,
} from "./options.ts";

/**
 * Validation in `onRecordValidate`: it holds for every way a record is saved (API, batch, dashboard,
 * `$app.save`), and gives its VM back before the write begins.
 */
export const validate = (options: ValidateOptions): Extension => ({
  name: "validate",
  hooks: Object.entries(options)
    .filter(([, { fields, rules }]) => fields || rules)
    .map(([collection, rules]) => ({
      on: "recordValidate",
      collections: [collection],
      before: (e, ctx) => checkRecord(collection, rules, e, ctx),
    })),
});

function checkRecord(
  collection: string,
  { fields, rules }: CollectionRules,
  e: EventOf<"recordValidate">,
  ctx: Context,
) {
  const record = e.record as SourceRecord & { isNew(): boolean; original(): SourceRecord };
  const values = recordView(record, collection);
  const broken = fields && checkFields(fields, (name) => values[name]);
  if (broken) throw new FieldErrors(broken);
  if (!rules) return;
  const failed = failedRules(collection, rules, values, checkContext(ctx.app, collection, record));
  if (failed.length === 0) return;
  throw new FieldErrors(
    Object.fromEntries(
      // The first failing rule of a field is the one that is shown.
      failed
        .reverse()
        .map(({ field, code, message }) => [field, { code: code ?? "validation_rule", message }]),
    ),
  );
}

function failedRules(
  collection: string,
  rules: RecordRule[],
  values: RecordValues,
  ctx: CheckRecordContext,
) {
  return rules.filter((rule, index) => {
    const result: unknown = rule.check(values, ctx);
    if (typeof result === "boolean") return !result;
    throw new TypeError(
      `validate.${collection}.rules[${index}].check must return true or false, got ${typeof result}.`,
    );
  });
}

function checkContext(
  app: App,
  collection: string,
  record: SourceRecord & { isNew(): boolean; original(): SourceRecord },
): CheckRecordContext {
  const isNew = record.isNew();
  return {
    app,
    isNew,
    get original() {
      return isNew ? null : recordView(record.original(), collection);
    },
  };
}
