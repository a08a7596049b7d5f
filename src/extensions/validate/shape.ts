import { array } from "valibot";
import { fn, named, optional, shape, text } from "../../kernel/shape.ts";
import { fieldRulesShape } from "../../rules/shape.ts";
import type { RecordRule } from "./options.ts";

const recordRuleShape = shape({
  field: text,
  code: optional(text),
  message: text,
  check: fn<RecordRule["check"]>(),
});

export const validateShape = named(
  shape({
    fields: optional(named(fieldRulesShape)),
    rules: optional(array(recordRuleShape)),
  }),
);
