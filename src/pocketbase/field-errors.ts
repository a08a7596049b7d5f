import type { FieldErrorMap } from "../lib/values/field-error.ts";

/** Thrown by a hook for errors at fields. The kernel adds PocketBase's own to it. */
export class FieldErrors extends Error {
  constructor(readonly fields: FieldErrorMap) {
    super(`Invalid fields: ${Object.keys(fields).join(", ")}`);
  }
}

/**
 * A 400 with `data.<field>.{code, message, params}`. `cause` is what PocketBase's own validation threw, if it
 * did: its field errors come along; at the same field ours wins, since its message is the user's choice.
 */
export function badRequest(message: string, fields: FieldErrorMap, cause?: unknown): unknown {
  const error = new BadRequestError(message, (cause as { value?: unknown } | undefined)?.value);
  // Thrown by hooks of ours that PocketBase ran on the way: an API error, or one inside a Go error.
  const inner = cause as { data?: object; value?: { data?: object } } | undefined;
  for (const [field, fieldError] of Object.entries(inner?.data ?? inner?.value?.data ?? {})) {
    error.data[field] = fieldError;
  }
  for (const [field, fieldError] of Object.entries(fields)) error.data[field] = fieldError;
  return error;
}
