/**
 * Returns a handler's result unchanged. Throws for a promise: PocketBase's runtime does not await
 * promises, so a refusal thrown in an async handler would go unnoticed. An error that a handler
 * returns is thrown too, as PocketBase does with its own handlers: nobody returns
 * `ctx.refuse(…)` or `ctx.retryIn(…)` to have it ignored.
 */
export function refuseAsync<T>(result: T): T {
  if (result === undefined || result === null) return result;
  const { then, rawData } = result as { then?: unknown; rawData?: unknown };
  // An API error of PocketBase has no constructor's prototype: it is told by its method.
  if (result instanceof Error || typeof rawData === "function") throw result;
  if (typeof then !== "function") return result;
  throw new TypeError(
    "The handler is async, and PocketBase's runtime waits for nothing: make it synchronous.",
  );
}
