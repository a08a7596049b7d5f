/**
 * Returns a handler's result unchanged, and throws for a promise: PocketBase's runtime does not
 * await promises, so a refusal thrown in an async handler would go unnoticed.
 */
export function refuseAsync<T>(result: T): T {
  if (result === undefined || result === null) return result;
  if (typeof (result as { then?: unknown }).then !== "function") return result;
  throw new TypeError(
    "The handler is async, and PocketBase's runtime waits for nothing: make it synchronous.",
  );
}
