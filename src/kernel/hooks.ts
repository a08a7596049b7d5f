import { HandlerContext } from "./context.ts";
import type { App, HookOf } from "./contract.ts";
import { clientError } from "./errors.ts";
import { badRequest, type FieldErrorMap, FieldErrors } from "./field-errors.ts";
import { logFailure } from "./log.ts";

/** A hook and the extension it belongs to. */
export interface BoundHook {
  extension: string;
  hook: HookOf<string>;
}

/** All that extensions attach to one PocketBase event of one collection: one registered handler, one VM. */
export interface HookChain {
  event: string;
  /** `undefined` for events that are not about a collection. */
  collection: string | undefined;
  hooks: BoundHook[];
}

interface HookEvent {
  app: App;
  next(): void;
  record?: { isNew(): boolean };
}

/** After this event's `e.next()` the write is committed, unless a transaction is around it. */
const COMMITS = /(Create|Update|Delete)(Execute|Request)?$|^mailer.*Send$/;
/** When this event comes, the write is committed already. */
const COMMITTED = /After(Create|Update|Delete)Success$/;

/** Runs the chain for one event. `e.next()` is called exactly once, unless a `before` refuses. */
export function runHooks(chain: HookChain, e: HookEvent): void {
  const { hooks } = chain;
  const run = (part: "before" | "after", { extension, hook }: BoundHook) =>
    hook[part]?.(e as never, new HandlerContext(e.app, extension));
  const where = (part: string, { extension }: BoundHook) =>
    `${extension}: ${chain.event} (${part})`;

  const fields: FieldErrorMap = {};
  for (const bound of hooks) {
    try {
      run("before", bound);
    } catch (error) {
      if (error instanceof FieldErrors) Object.assign(fields, error.fields);
      else if (COMMITTED.test(chain.event)) logFailure(e.app, where("before", bound), error);
      else throw clientError(e.app, where("before", bound), error);
    }
  }
  proceed(chain, e, fields);
  for (const bound of hooks.toReversed()) {
    try {
      run("after", bound);
    } catch (error) {
      if (isCommitted(chain.event, e.app)) logFailure(e.app, where("after", bound), error);
      else throw clientError(e.app, where("after", bound), error);
    }
  }
}

/**
 * PocketBase validates inside `recordValidate`'s `e.next()`: it runs even when ours failed, so that the
 * client gets all failing fields at once.
 */
function proceed(chain: HookChain, e: HookEvent, fields: FieldErrorMap) {
  const failed = Object.keys(fields).length > 0;
  if (!failed) return e.next();
  const message = e.record?.isNew() ? "Failed to create record." : "Failed to update record.";
  if (chain.event !== "recordValidate") throw badRequest(message, fields);
  let cause: unknown;
  try {
    e.next();
  } catch (error) {
    cause = error;
  }
  throw badRequest(message, fields, cause);
}

const isCommitted = (event: string, app: App) =>
  COMMITTED.test(event) || (COMMITS.test(event) && !app.isTransactional());
