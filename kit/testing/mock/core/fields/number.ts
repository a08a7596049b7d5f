// core/field_number.go
import { castNumber } from "../../go/cast.ts";
import type { GoError } from "../../go/errors.ts";
import { checkBlank, fieldError } from "./field-errors.ts";
import { type FieldOptions, numberOf } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

function checkNumber(value: number, options: FieldOptions): GoError | undefined {
  if (!Number.isFinite(value)) {
    return fieldError("validation_not_a_number", "The submitted number is not properly formatted");
  }
  if (value === 0) return checkBlank(value, options);
  const [min, max] = [numberOf(options.min), numberOf(options.max)];
  if (options.onlyInt && !Number.isInteger(value)) {
    return fieldError("validation_only_int_constraint", "Decimal numbers are not allowed");
  }
  if (min !== undefined && value < min) {
    return fieldError("validation_min_number_constraint", `Must be larger than ${min.toFixed(6)}`);
  }
  if (max !== undefined && value > max) {
    return fieldError("validation_max_number_constraint", `Must be less than ${max.toFixed(6)}`);
  }
  return undefined;
}

export const number: FieldType = {
  options: { required: false, min: null, max: null, onlyInt: false },
  prepare: castNumber,
  check: checkNumber,
};
