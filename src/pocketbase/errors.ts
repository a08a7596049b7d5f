// Decides what a client learns of an error. It is never more than PocketBase itself would tell.
import type { App } from "../contract/pocketbase.ts";

/**
 * Says that a value cannot be used. The message begins with the option's name, as in "to: …". Where
 * a client has sent the value, the answer is a 400 at its field (src/kernel/refused-value.ts).
 */
export class BadValue extends Error {
  constructor(
    message: string,
    /** What was given; `undefined` when nobody gave it. */
    readonly value?: unknown,
  ) {
    super(message);
  }
}

/** A Go error that crossed into JavaScript (goja's `GoError`). */
export interface GoError extends Error {
  value: unknown;
}

export const isGoError = (error: unknown): error is GoError =>
  error instanceof Error && error.name === "GoError";

/** Whether a Go error is an answer: an API error, a failed validation, or a missing record. */
function isAnswer(error: GoError): boolean {
  const { data } = new BadRequestError("", error.value);
  return isApiError(error.value) || Object.keys(data).length > 0 || isNoRows(error);
}

/** PocketBase's finders throw Go's `sql.ErrNoRows` when there is no such record or collection. */
export const isNoRows = (error: unknown) =>
  isGoError(error) && error.message === "sql: no rows in result set";

/**
 * Looks for a method, because an API error from Go has no constructor's prototype in JavaScript.
 */
export const isApiError = (error: unknown) =>
  typeof (error as { rawData?: unknown } | null)?.rawData === "function";

/**
 * The error to throw in place of `error`. API errors and Go's answers stay as they are. Anything
 * else is a fault of the server: it is logged with its stack, and the client gets a 500 without
 * internals.
 */
export function clientError(app: App, where: string, error: unknown): unknown {
  if (isApiError(error) || (isGoError(error) && isAnswer(error))) return error;
  lazy(import("./failure-log.ts")).logFailure(app, where, error);
  return new InternalServerError();
}
