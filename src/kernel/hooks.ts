// Runs all hooks of one event in one VM, around one call of `e.next()`.
import type { App } from "../contract/pocketbase.ts";
import { refuseAsync } from "../lib/async.ts";
import { BadValue } from "../pocketbase/errors.ts";
import { logFailure } from "../pocketbase/failure-log.ts";
import { FieldErrors, mergeRefusals } from "../pocketbase/field-errors.ts";
import { inTransaction } from "../pocketbase/transaction.ts";
import type { BoundHook, HookChain } from "./bindings.ts";
import { RefusingContext } from "./context.ts";
import { type HookEvent, hookError, lastError, refusal } from "./refusals.ts";

/** After `e.next()` of these events, the write is committed, unless a transaction is around it. */
const COMMITS = /(Create|Update|Delete)(Execute|Request)?$|^mailer.*Send$/;
/** These events come after the write is committed. */
const COMMITTED = /After(Create|Update|Delete)Success$/;

/**
 * Makes the handler of a chain. It calls `e.next()` exactly once, unless a `before` refuses or a
 * `replace` returns true. Whatever depends on the chain alone is decided once per VM.
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

/** `e.next()` writes through `e.app`, so the transaction's app is put there. */
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

/** Undoes only this write: the owner of the transaction may catch the error and commit the rest. */
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

/**
 * A hook that refuses fields by `ctx.refuse` does not end it: the others are asked too, so that the
 * client learns of all refused fields at once. Any other error ends it.
 */
function runBefores(chain: HookChain, hooks: BoundHook[], e: HookEvent) {
  let refused: FieldErrors | undefined;
  for (let i = 0; i < hooks.length; i++) {
    const bound = hooks[i] as BoundHook;
    try {
      refuseAsync(bound.hook.before?.(e as never, new RefusingContext(e, bound.extension)));
    } catch (thrown) {
      const error = refusalOf(thrown, e);
      const place = where(chain, "before", bound);
      if (COMMITTED.test(chain.event)) logFailure(e.app, place, error);
      else if (error instanceof FieldErrors) refused = mergeRefusals(refused, error);
      else throw lastError(chain, e, place, error, refused);
    }
  }
  if (refused) throw refusal(chain, e, refused);
}

function isReplaced(chain: HookChain, hooks: BoundHook[], e: HookEvent): boolean {
  return hooks.some((bound) => {
    try {
      return refuseAsync(bound.hook.replace?.(e as never, new RefusingContext(e, bound.extension)));
    } catch (thrown) {
      const error = refusalOf(thrown, e);
      throw hookError(chain, e, where(chain, "replace", bound), error);
    }
  });
}

function runAfters(chain: HookChain, hooks: BoundHook[], e: HookEvent) {
  for (const bound of hooks) {
    try {
      refuseAsync(bound.hook.after?.(e as never, new RefusingContext(e, bound.extension)));
    } catch (thrown) {
      const error = refusalOf(thrown, e);
      const place = where(chain, "after", bound);
      if (isCommitted(chain.event, e.app)) logFailure(e.app, place, error);
      else throw hookError(chain, e, place, error);
    }
  }
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
