// Errors at fields: how handlers throw them, and how PocketBase answers them.
import type { FieldRefusal, FieldRefusals } from "../contract/context.ts";
import { type FieldErrorMap, own } from "../lib/values/field-error.ts";
import { isApiError } from "./errors.ts";

/** What `ctx.refuse` makes: a refusal of some fields. The kernel merges those of all hooks of an event. */
export class FieldErrors extends Error {
  constructor(
    readonly fields: FieldErrorMap,
    /** What the answer says as a whole; `undefined` for PocketBase's own words. */
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

/** What an error says of fields: a refusal, or PocketBase's own 400 with `data`. `undefined` for any other error. */
export function refusedFields(error: unknown): FieldErrors | undefined {
  if (error instanceof FieldErrors) return error;
  if (!isApiError(error)) return undefined;
  const { status, data, message } = error as { status: number; data: object; message: string };
  const fields = dataOf(data);
  return status === 400 && Object.keys(fields).length > 0
    ? new FieldErrors(fields, message)
    : undefined;
}

/** Both together. The first error of a field stays, and so do the first words. */
export function mergeRefusals(first: FieldErrors | undefined, second: FieldErrors): FieldErrors {
  if (!first) return second;
  const fields = { ...first.fields };
  for (const [field, error] of Object.entries(second.fields)) {
    if (!Object.hasOwn(fields, field)) own(fields, field, error);
  }
  return new FieldErrors(fields, first.summary ?? second.summary);
}

/**
 * A 400 with `data.<field>.{code, message, params}`. `cause` is what PocketBase's own validation threw, if it did: its
 * field errors come along. At the same field ours wins, since its message is the user's choice.
 */
export function badRequest(message: string, fields: FieldErrorMap, cause?: unknown): unknown {
  const error = new BadRequestError(message, (cause as { value?: unknown } | undefined)?.value);
  // Hooks of ours that PocketBase ran on the way have thrown an API error, or one inside a Go error.
  const inner = cause as { data?: object; value?: { data?: object } } | undefined;
  const all = { ...dataOf(inner?.data ?? inner?.value?.data), ...fields };
  for (const [field, fieldError] of Object.entries(all)) error.data[field] = fieldError;
  return error;
}

/** A plain copy of an API error's fields, which are a Go map. */
const dataOf = (data: object = {}): FieldErrorMap => Object.fromEntries(Object.entries(data));
