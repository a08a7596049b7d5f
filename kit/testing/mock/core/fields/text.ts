// core/field_text.go, field_editor.go and field_password.go
import { castString } from "../../go/cast.ts";
import type { GoError } from "../../go/errors.ts";
import { checkBlank, fieldError, required } from "./field-errors.ts";
import { type FieldOptions, numberOf } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

export function checkText(value: string, options: FieldOptions): GoError | undefined {
  if (options.primaryKey && value === "") return required();
  if (value === "") return checkBlank(value, options);
  return checkLength([...value].length, options) ?? checkPattern(value, options);
}

function checkLength(length: number, options: FieldOptions): GoError | undefined {
  const min = numberOf(options.min) ?? 0;
  const max = numberOf(options.max) || 5000;
  if (length < min) {
    const message = "Must be at least {{.min}} character(s).";
    return fieldError("validation_min_text_constraint", message, { min });
  }
  if (length > max) {
    const message = "Must be no more than {{.max}} character(s).";
    return fieldError("validation_max_text_constraint", message, { max });
  }
  return undefined;
}

function checkPattern(value: string, options: FieldOptions): GoError | undefined {
  const pattern = castString(options.pattern);
  return pattern && !new RegExp(pattern).test(value)
    ? fieldError("validation_invalid_format", "Invalid value format.")
    : undefined;
}

export const text: FieldType = {
  options: {
    required: false,
    min: 0,
    max: 0,
    pattern: "",
    autogeneratePattern: "",
    primaryKey: false,
  },
  prepare: castString,
  check: checkText,
};

export const editor: FieldType = {
  options: { required: false, maxSize: 0, convertURLs: false },
  prepare: castString,
  check: checkBlank,
};

/** The value is checked with its record (validate-record.ts). */
export const password: FieldType = {
  options: { required: false, pattern: "", min: 0, max: 0, cost: 0 },
  prepare: castString,
  check: () => undefined,
};
