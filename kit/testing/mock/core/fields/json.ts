// core/field_json.go
import type { GoError } from "../../go/errors.ts";
import { JsonRaw } from "../../go/go.ts";
import { isJson, marshal } from "../../go/json.ts";
import { fieldError, required } from "./field-errors.ts";
import { type FieldOptions, numberOf } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

function prepareJson(value: unknown): JsonRaw {
  if (value === undefined || value === null) return JsonRaw.of("");
  if (value instanceof JsonRaw) return value;
  if (typeof value !== "string") return JsonRaw.of(marshal(value) ?? "null");
  const isLiteral = ["null", "true", "false"].includes(value);
  return JsonRaw.of(
    isLiteral || (/^[\d"[{-]/.test(value) && isJson(value)) ? value : JSON.stringify(value),
  );
}

function checkJson(value: JsonRaw, options: FieldOptions): GoError | undefined {
  const maxSize = numberOf(options.maxSize) || 1 << 20;
  if (value.bytes.length > maxSize) {
    const message = "The maximum allowed JSON size is {{.maxSize}} bytes";
    return fieldError("validation_json_size_limit", message, { maxSize });
  }
  const empty = ["null", '""', "[]", "{}", ""].includes(value.string().trim());
  return options.required && empty ? required() : undefined;
}

export const json: FieldType = {
  options: { required: false, maxSize: 0 },
  prepare: prepareJson,
  check: checkJson,
};
