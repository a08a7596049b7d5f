// Makes the error that the client gets when hooks refuse an action.
import type { App } from "../contract/pocketbase.ts";
import { clientError, isApiError } from "../pocketbase/errors.ts";
import { logFailure } from "../pocketbase/failure-log.ts";
import {
  badRequest,
  FieldErrors,
  mergeRefusals,
  refusedByHand,
} from "../pocketbase/field-errors.ts";
import type { HookChain } from "./bindings.ts";

/** The part of PocketBase's event that is read here. */
export interface HookEvent {
  app: App;
  next(): void;
  record?: { isNew(): boolean; fieldsData?(): object };
}

/**
 * Adds the errors of PocketBase's own validation, so that the client learns of all fields at once.
 */
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
 * The error that ends a chain in which others have refused fields before. It hides none of them: an
 * API error with fields gets theirs too, and a fault is logged behind the refusal.
 */
export function lastError(
  chain: HookChain,
  e: HookEvent,
  where: string,
  error: unknown,
  refused: FieldErrors | undefined,
): unknown {
  const own = refusedByHand(error);
  if (own) return badRequest(own.summary ?? "", mergeRefusals(refused, own).fields);
  if (!refused || isApiError(error)) return hookError(chain, e, where, error);
  logFailure(e.app, where, error);
  return refusal(chain, e, refused);
}

/**
 * Runs PocketBase's own validation of the record. In `recordValidate`, `e.next()` only validates
 * and saves nothing. It is called once, because the chain throws afterwards. In the event of a
 * request, `e.next()` would save the record, so `app.validate` is called instead.
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

/**
 * PocketBase's own words. The event's name comes first, because a record is not new after its
 * create.
 */
const failMessage = ({ event }: HookChain, e: HookEvent) =>
  /Create/.test(event) || (event === "recordValidate" && e.record?.isNew())
    ? "Failed to create record."
    : "Failed to update record.";
