// Errors of fields: how handlers throw them, and how PocketBase answers them.
import type { FieldRefusal, FieldRefusals } from "../contract/context.ts";
import { isObject } from "../lib/object.ts";
import { type FieldErrorMap, isFieldError, setOwn } from "../lib/values/field-error.ts";
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
  new FieldErrors(errorsOf(refusals), summary || undefined);

function errorsOf(refusals: FieldRefusals): FieldErrorMap {
  if (!isObject(refusals)) throw new TypeError(`${EXPECTED} Got ${kindOf(refusals)}.`);
  const errors: FieldErrorMap = {};
  for (const [field, refusal] of Object.entries(refusals)) {
    setOwn(errors, field, errorOf(field, refusal));
  }
  return errors;
}

function errorOf(field: string, refusal: FieldRefusal | FieldRefusals) {
  if (typeof refusal === "string") return { code: REFUSED, message: refusal };
  if (!isObject(refusal) || (Object.keys(refusal).length === 0 && refusal.message === undefined)) {
    throw new TypeError(`${EXPECTED} "${field}" is ${kindOf(refusal)}.`);
  }
  if (!isFieldError(refusal)) return errorsOf(refusal as FieldRefusals);
  const { code, message, params, ...rest } = refusal;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    const { unknownName } = lazy(import("../lib/nearest.ts"));
    const name = unknownName(`part of the error at "${field}"`, unknown, [
      "code",
      "message",
      "params",
    ]);
    throw new TypeError(`ctx.refuse: ${name}`);
  }
  return { code: code ?? REFUSED, message, ...(params && { params: asJson(params) }) };
}

/** An answer with a value that JSON does not have would be empty. */
const asJson = (params: object) =>
  lazy(import("../lib/json-value.ts")).jsonValue(params) as Record<string, unknown>;

const EXPECTED = 'ctx.refuse takes errors by field, such as { sku: "Is not sold any more." }.';

const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an empty object" : `a ${typeof value}`;
};

/** The fields of an API error with status 400 and `data`; `undefined` for other errors. */
export function refusedByHand(error: unknown): FieldErrors | undefined {
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
  return new FieldErrors(mergeFields(first.fields, second.fields), first.summary ?? second.summary);
}

function mergeFields(first: FieldErrorMap, second: FieldErrorMap): FieldErrorMap {
  const fields = { ...first };
  for (const [field, error] of Object.entries(second)) {
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!known) setOwn(fields, field, error);
    else if (!isFieldError(known) && !isFieldError(error)) {
      setOwn(fields, field, mergeFields(known, error));
    }
  }
  return fields;
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
