// Errors of fields: how handlers throw them, and how PocketBase answers them.
import type { FieldRefusal, FieldRefusals } from "../contract/context.ts";
import { type FieldErrorMap, own } from "../lib/values/field-error.ts";
import { isApiError } from "./errors.ts";

/**
 * A refusal of fields, made by `ctx.refuse`. The kernel merges the refusals of all hooks of an
 * event.
 */
export class FieldErrors extends Error {
  constructor(
    readonly fields: FieldErrorMap,
    /** The message of the whole answer; `undefined` for PocketBase's own words. */
    readonly summary?: string,
  ) {
    super(`${summary ?? "Invalid fields"}: ${Object.keys(fields).join(", ")}`);
  }
}

/** The code of a refusal that names none. */
const REFUSED = "validation_refused";

/** See `HookContext.refuse`. */
export const fieldErrors = (refusals: FieldRefusals, summary?: string): FieldErrors =>
  new FieldErrors(errorsOf(refusals), summary);

function errorsOf(refusals: FieldRefusals): FieldErrorMap {
  const errors: FieldErrorMap = {};
  for (const [field, refusal] of Object.entries(refusals)) {
    if (typeof refusal === "string") own(errors, field, { code: REFUSED, message: refusal });
    else if (isError(refusal)) own(errors, field, { code: REFUSED, ...refusal });
    else own(errors, field, errorsOf(refusal));
  }
  return errors;
}

const isError = (
  refusal: Exclude<FieldRefusal, string> | FieldRefusals,
): refusal is Exclude<FieldRefusal, string> => typeof refusal.message === "string";

/**
 * The fields of a refusal, or of an API error with status 400 and `data`; `undefined` for other
 * errors.
 */
export function refusedFields(error: unknown): FieldErrors | undefined {
  if (error instanceof FieldErrors) return error;
  if (!isApiError(error)) return undefined;
  const { status, data, message } = error as { status: number; data: object; message: string };
  const fields = dataOf(data);
  return status === 400 && Object.keys(fields).length > 0
    ? new FieldErrors(fields, message)
    : undefined;
}

/** The first error of each field stays, and so does the first message. */
export function mergeRefusals(first: FieldErrors | undefined, second: FieldErrors): FieldErrors {
  if (!first) return second;
  const fields = { ...first.fields };
  for (const [field, error] of Object.entries(second.fields)) {
    if (!Object.hasOwn(fields, field)) own(fields, field, error);
  }
  return new FieldErrors(fields, first.summary ?? second.summary);
}

/**
 * A 400 with `data.<field>.{code, message, params}`. `cause` is the error of PocketBase's own
 * validation, whose field errors are added. Where both have an error for a field, ours wins,
 * because the user chose its message.
 */
export function badRequest(message: string, fields: FieldErrorMap, cause?: unknown): unknown {
  const error = new BadRequestError(message, (cause as { value?: unknown } | undefined)?.value);
  // When our own hooks threw during that validation, the cause is an API error, or a Go error with
  // one inside.
  const inner = cause as { data?: object; value?: { data?: object } } | undefined;
  const all = { ...dataOf(inner?.data ?? inner?.value?.data), ...fields };
  for (const [field, fieldError] of Object.entries(all)) error.data[field] = fieldError;
  return error;
}

/** A plain copy of an API error's fields, which are a Go map. */
const dataOf = (data: object = {}): FieldErrorMap => Object.fromEntries(Object.entries(data));
