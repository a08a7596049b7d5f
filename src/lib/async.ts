/**
 * Gives a handler's result back, unless it is a promise: PocketBase's runtime waits for none, so a refusal thrown
 * in an async handler would pass unseen.
 */
export function refuseAsync<T>(result: T): T {
  if (result === undefined || result === null) return result;
  if (typeof (result as { then?: unknown }).then !== "function") return result;
  throw new TypeError(
    "The handler is async, and PocketBase's runtime waits for nothing: make it synchronous.",
  );
}
