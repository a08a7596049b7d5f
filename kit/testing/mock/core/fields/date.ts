// core/field_date.go and field_autodate.go
import { DateTime } from "../../go/datetime.ts";
import type { GoError } from "../../go/errors.ts";
import { GoTime } from "../../go/time.ts";
import { fieldError, required } from "./field-errors.ts";
import type { FieldOptions } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

function checkDate(value: DateTime, options: FieldOptions): GoError | undefined {
  if (value.isZero()) return options.required ? required() : undefined;
  const [min, max] = [DateTime.parse(options.min), DateTime.parse(options.max)];
  const threshold = (limit: DateTime) => ({ threshold: new GoTime(limit.ms ?? 0) });
  if (!min.isZero() && value.before(min)) {
    const message = "must be no less than {{.threshold}}";
    return fieldError("validation_min_greater_equal_than_required", message, threshold(min));
  }
  if (!max.isZero() && value.after(max)) {
    const message = "must be no greater than {{.threshold}}";
    return fieldError("validation_max_less_equal_than_required", message, threshold(max));
  }
  return undefined;
}

export const date: FieldType = {
  options: { required: false, min: "", max: "" },
  prepare: DateTime.parse,
  check: checkDate,
};

export const autodate: FieldType = {
  options: { onCreate: false, onUpdate: false },
  prepare: DateTime.parse,
  check: () => undefined,
};
