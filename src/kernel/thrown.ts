// What becomes of an error that a hook has thrown.
import type { App } from "../contract/pocketbase.ts";
import { BadValue } from "../pocketbase/errors.ts";
import { logFailure } from "../pocketbase/failure-log.ts";
import { FieldErrors, mergeRefusals } from "../pocketbase/field-errors.ts";
import type { BoundHook, HookChain } from "./bindings.ts";
import { type HookEvent, hookError, lastError } from "./refusals.ts";

export { refusal } from "./refusals.ts";

/** After `e.next()` of these events, the write is committed, unless a transaction is around it. */
const COMMITS = /(Create|Update|Delete)(Execute|Request)?$|^mailer.*Send$/;
/** These events come after the write is committed. */
const COMMITTED = /After(Create|Update|Delete)Success$/;

/** Returns what is refused by now, and throws any error that is no refusal of fields. */
export function byBefore(
  chain: HookChain,
  bound: BoundHook,
  e: HookEvent,
  thrown: unknown,
  refused: FieldErrors | undefined,
): FieldErrors | undefined {
  const error = refusalOf(thrown, e);
  const place = where(chain, "before", bound);
  if (error instanceof FieldErrors && !COMMITTED.test(chain.event)) {
    return mergeRefusals(refused, error);
  }
  if (!COMMITTED.test(chain.event)) throw lastError(chain, e, place, error, refused);
  logFailure(e.app, place, error);
  return refused;
}

/** Returns the error to throw. */
export const byReplace = (
  chain: HookChain,
  bound: BoundHook,
  e: HookEvent,
  thrown: unknown,
): unknown => hookError(chain, e, where(chain, "replace", bound), refusalOf(thrown, e));

/** Throws, unless the write is committed. */
export function byAfter(chain: HookChain, bound: BoundHook, e: HookEvent, thrown: unknown): void {
  const error = refusalOf(thrown, e);
  const place = where(chain, "after", bound);
  if (!isCommitted(chain.event, e.app)) throw hookError(chain, e, place, error);
  logFailure(e.app, place, error);
}

/** A value of the record that is written is its client's input. */
const refusalOf = (error: unknown, { record }: HookEvent): unknown =>
  error instanceof BadValue && record?.fieldsData
    ? lazy(import("./refused-value.ts")).refusedValue(
        error,
        JSON.parse(toString(record.fieldsData())),
      )
    : error;

const where = ({ event, collection }: HookChain, part: string, { extension }: BoundHook) =>
  `${extension}: ${event}${collection ? ` of ${collection}` : ""} (${part})`;

const isCommitted = (event: string, app: App) =>
  COMMITTED.test(event) || (COMMITS.test(event) && !app.isTransactional());
