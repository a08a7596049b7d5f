import type { GoError } from "../../go/errors.ts";
import type { FieldOptions } from "./field-options.ts";

/** What the fields of one type do, as in core/field_*.go. */
export interface FieldType {
  /** The options that not every field has, with their defaults. */
  readonly options: FieldOptions;
  /** Converts a value (PrepareValue). */
  prepare(value: unknown, options: FieldOptions): unknown;
  /** Returns the error of a prepared value (ValidateValue). */
  readonly check: (value: never, options: FieldOptions) => GoError | undefined;
}
