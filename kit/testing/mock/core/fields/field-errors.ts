import type { GoError } from "../../go/errors.ts";
import { ValidationError } from "../../go/validation-errors.ts";
import type { FieldOptions } from "./field-options.ts";

export const fieldError = (code: string, message: string, params?: Record<string, unknown>) =>
  new ValidationError(code, message, params ?? null);

export const required = () => fieldError("validation_required", "cannot be blank");

/** Returns the error of a required field that has Go's zero value. */
export const checkBlank = (value: unknown, options: FieldOptions): GoError | undefined =>
  options.required && (value === "" || value === 0 || value === false) ? required() : undefined;
