// What the client is told when hooks refuse an action.
import type { App } from "../contract/pocketbase.ts";
import { clientError } from "../pocketbase/errors.ts";
import { badRequest, FieldErrors } from "../pocketbase/field-errors.ts";
import type { HookChain } from "./bindings.ts";

/** The part of PocketBase's event that is read here. */
export interface HookEvent {
  app: App;
  next(): void;
  record?: { isNew(): boolean };
}

/** The error for refused fields, with what PocketBase's own validation says, so that all is answered at once. */
export const refusal = (chain: HookChain, e: HookEvent, refused: FieldErrors): unknown =>
  badRequest(
    refused.summary ?? failMessage(chain, e),
    refused.fields,
    thrownBy(validationOf(chain, e)),
  );

/** The error to throw in place of what a hook has thrown. */
export const hookError = (
  chain: HookChain,
  e: HookEvent,
  where: string,
  error: unknown,
): unknown =>
  error instanceof FieldErrors
    ? badRequest(error.summary ?? failMessage(chain, e), error.fields)
    : clientError(e.app, where, error);

/**
 * PocketBase's own validation of the record. Inside `recordValidate` it is what `e.next()` does, and nothing else: calling
 * it there saves nothing, and it is this event's one call, since the chain throws afterwards. In the event of a request
 * `e.next()` would save the record, so PocketBase is asked apart from it.
 */
function validationOf({ event }: HookChain, e: HookEvent): () => void {
  if (event === "recordValidate") return () => e.next();
  if (/^record(Create|Update)Request$/.test(event)) return () => e.app.validate(e.record as never);
  return () => {};
}

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
}

/** PocketBase's own words. After the write a created record is no longer new, but the event's name tells. */
const failMessage = ({ event }: HookChain, e: HookEvent) =>
  /Create/.test(event) || (event === "recordValidate" && e.record?.isNew())
    ? "Failed to create record."
    : "Failed to update record.";
