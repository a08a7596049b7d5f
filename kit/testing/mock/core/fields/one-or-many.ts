// core/field_select.go, field_relation.go and field_file.go: the option maxSelect decides whether
// the value is one text or a list of texts
import { castStrings, stringOrUndefined } from "../../go/cast.ts";
import type { GoError } from "../../go/errors.ts";
import { checkBlank, fieldError, required } from "./field-errors.ts";
import { type FieldOptions, numberOf, stringsOf } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

function prepareOneOrMany(value: unknown, options: FieldOptions): string | string[] {
  const items = castStrings(value);
  const isMultiple = (numberOf(options.maxSelect) ?? 0) > 1;
  return isMultiple ? items : (items.at(-1) ?? "");
}

function checkMaxSelect(items: readonly string[], options: FieldOptions): GoError | undefined {
  const maxSelect = Math.max(numberOf(options.maxSelect) ?? 0, 1);
  if (items.length <= maxSelect) return undefined;
  const message = "Select no more than {{.maxSelect}}";
  return fieldError("validation_too_many_values", message, { maxSelect });
}

function checkSelect(value: unknown, options: FieldOptions): GoError | undefined {
  const chosen = castStrings(value);
  if (chosen.length === 0) return options.required ? required() : undefined;
  return checkMaxSelect(chosen, options) ?? checkChoices(chosen, options);
}

function checkChoices(chosen: readonly string[], options: FieldOptions): GoError | undefined {
  const wrong = chosen.find((item) => !stringsOf(options.values).includes(item));
  return wrong === undefined
    ? undefined
    : fieldError("validation_invalid_value", "Invalid value {{.value}}", { value: wrong });
}

function checkRelationCount(value: unknown, options: FieldOptions): GoError | undefined {
  const ids = castStrings(value);
  if (ids.length === 0) return options.required ? required() : undefined;
  const minSelect = numberOf(options.minSelect) ?? 0;
  if (ids.length < minSelect) {
    const message = "Select at least {{.minSelect}}";
    return fieldError("validation_not_enough_values", message, { minSelect });
  }
  return checkMaxSelect(ids, options);
}

export const select: FieldType = {
  options: { required: false, values: [], maxSelect: 0 },
  prepare: prepareOneOrMany,
  check: checkSelect,
};

/** Whether the related records exist is checked with the record (validate-record.ts). */
export const relation: FieldType = {
  options: {
    required: false,
    collectionId: "",
    cascadeDelete: false,
    minSelect: 0,
    maxSelect: 0,
  },
  prepare: prepareOneOrMany,
  check: checkRelationCount,
};

export const file: FieldType = {
  options: {
    required: false,
    maxSize: 0,
    maxSelect: 0,
    mimeTypes: null,
    thumbs: null,
    protected: false,
  },
  prepare: prepareOneOrMany,
  check: (value, options) =>
    stringOrUndefined(value) === "" ? checkBlank("", options) : undefined,
};
