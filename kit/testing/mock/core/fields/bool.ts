// core/field_bool.go
import { castBool } from "../../go/cast.ts";
import { checkBlank } from "./field-errors.ts";
import type { FieldType } from "./field-type.ts";

export const bool: FieldType = {
  options: { required: false },
  prepare: castBool,
  check: checkBlank,
};
