// Makes the refusal of a field from an error about its value.
import type { BadValue } from "../pocketbase/errors.ts";
import { FieldErrors } from "../pocketbase/field-errors.ts";

/**
 * Finds the field that has the value of an error: one of `given`, or the option itself when a
 * client has left it blank. Returns the error unchanged when the value is nobody's input.
 */
export function refusedValue(error: BadValue, given: object): Error {
  const { message, value } = error;
  const [, option = "", text = message] = /^(\w+): (.*)$/s.exec(message) ?? [];
  const found = Object.entries(given).find(([, field]) => isFrom(field, value));
  const name = found?.[0] ?? (value === "" || value === null ? option : "");
  return name === "" ? error : new FieldErrors({ [name]: { code: CODE, message: text } });
}

/** PocketBase's code of a field whose value is no address. */
const CODE = "validation_is_email";

/** An address may stand in a list, and behind a name. */
const isFrom = (field: unknown, value: unknown): boolean =>
  field === value ||
  [field].flat().some((item) => {
    if (item === value) return true;
    return typeof item === "string" && item.includes("@") && `${value}`.includes(item);
  });
