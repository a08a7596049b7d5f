import type { HookOf } from "../contract/hook.ts";
import type { App } from "../contract/pocketbase.ts";
import { refuseAsync } from "../lib/async.ts";
import type { FieldErrorMap } from "../lib/values/field-error.ts";
import { clientError } from "../pocketbase/errors.ts";
import { badRequest, FieldErrors } from "../pocketbase/field-errors.ts";
import { logFailure } from "../pocketbase/log.ts";
import { inTransaction } from "../pocketbase/transaction.ts";
import { HandlerContext } from "./context.ts";

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

/**
 * The handler of a chain. `e.next()` is called exactly once, unless a `before` refuses or a `replace` has done it. What follows from the
 * chain alone is decided here, once per VM.
 */
export function chainHandler(chain: HookChain): (e: HookEvent) => void {
  const befores = chain.hooks.filter(({ hook }) => hook.before);
  const afters = chain.hooks.filter(({ hook }) => hook.after).reverse();
  const replaces = chain.hooks.filter(({ hook }) => hook.replace);
  const run = (e: HookEvent) => {
    runBefores(chain, befores, e);
    if (replaces.length === 0 || !isReplaced(chain, replaces, e)) e.next();
    if (afters.length > 0) runAfters(chain, afters, e);
  };
  const needsTransaction = chain.hooks.some(({ hook }) => hook.transaction);
  return needsTransaction ? (e) => runInTransaction(run, e) : run;
}

/** With the transaction's app in `e.app`, `e.next()` writes in it as well. */
function runInTransaction(run: (e: HookEvent) => void, e: HookEvent) {
  const outer = e.app;
  if (outer.isTransactional()) return runInSavepoint(run, e);
  try {
    inTransaction(outer, (tx) => {
      e.app = tx;
      run(e);
    });
  } finally {
    e.app = outer;
  }
}

/** In a transaction of somebody else, who may catch the error and commit: only this write is undone. */
function runInSavepoint(run: (e: HookEvent) => void, e: HookEvent) {
  const sql = (text: string) => e.app.db().newQuery(text).execute();
  sql("SAVEPOINT pocketbundle");
  try {
    run(e);
  } catch (error) {
    sql("ROLLBACK TO pocketbundle");
    sql("RELEASE pocketbundle");
    throw error;
  }
  sql("RELEASE pocketbundle");
}

function runBefores(chain: HookChain, hooks: BoundHook[], e: HookEvent) {
  let fields: FieldErrorMap | undefined;
  for (let i = 0; i < hooks.length; i++) {
    const bound = hooks[i] as BoundHook;
    try {
      refuseAsync(bound.hook.before?.(e as never, new HandlerContext(e, bound.extension)));
    } catch (error) {
      if (error instanceof FieldErrors) fields = { ...fields, ...error.fields };
      else if (COMMITTED.test(chain.event)) logFailure(e.app, where(chain, "before", bound), error);
      else throw clientError(e.app, where(chain, "before", bound), error);
    }
  }
  if (fields) throw refusal(chain, e, fields);
}

function isReplaced(chain: HookChain, hooks: BoundHook[], e: HookEvent): boolean {
  return hooks.some((bound) => {
    try {
      return refuseAsync(bound.hook.replace?.(e as never, new HandlerContext(e, bound.extension)));
    } catch (error) {
      throw clientError(e.app, where(chain, "replace", bound), error);
    }
  });
}

function runAfters(chain: HookChain, hooks: BoundHook[], e: HookEvent) {
  for (const bound of hooks) {
    try {
      refuseAsync(bound.hook.after?.(e as never, new HandlerContext(e, bound.extension)));
    } catch (error) {
      if (isCommitted(chain.event, e.app)) {
        logFailure(e.app, where(chain, "after", bound), error);
      } else if (error instanceof FieldErrors)
        throw badRequest(failMessage(chain, e), error.fields);
      else throw clientError(e.app, where(chain, "after", bound), error);
    }
  }
}

const where = ({ event, collection }: HookChain, part: string, { extension }: BoundHook) =>
  `${extension}: ${event}${collection ? ` of ${collection}` : ""} (${part})`;

/** The error for broken fields, with what PocketBase's own validation says, so that all is answered at once. */
function refusal(chain: HookChain, e: HookEvent, fields: FieldErrorMap): unknown {
  return badRequest(failMessage(chain, e), fields, thrownBy(validationOf(chain, e)));
}

/** PocketBase validates inside `recordValidate`'s e.next(); a request's would save, so it is asked apart. */
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

/** As PocketBase says it. After the write a created record is no longer new, but the event's name tells. */
const failMessage = ({ event }: HookChain, e: HookEvent) =>
  /Create/.test(event) || (event === "recordValidate" && e.record?.isNew())
    ? "Failed to create record."
    : "Failed to update record.";

const isCommitted = (event: string, app: App) =>
  COMMITTED.test(event) || (COMMITS.test(event) && !app.isTransactional());
