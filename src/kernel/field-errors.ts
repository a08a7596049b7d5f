/** An error at one field, as PocketBase's SDKs and dashboard read it. */
export interface FieldError {
  code: string;
  message: string;
}
export type FieldErrorMap = Record<string, FieldError>;

/** Thrown by a `before` of `recordValidate`. The kernel adds PocketBase's own field errors to it. */
export class FieldErrors extends Error {
  constructor(readonly fields: FieldErrorMap) {
    super(`Invalid fields: ${Object.keys(fields).join(", ")}`);
  }
}

/**
 * A 400 with `data.<field>.{code, message}`. `cause` is what PocketBase's own validation threw, if it did:
 * its field errors come along; at the same field ours wins, since its message is the user's choice.
 */
export function badRequest(message: string, fields: FieldErrorMap, cause?: unknown): unknown {
  const error = new BadRequestError(message, (cause as { value?: unknown } | undefined)?.value);
  for (const [field, fieldError] of Object.entries(fields)) error.data[field] = fieldError;
  return error;
}
