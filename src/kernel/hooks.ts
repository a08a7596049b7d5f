// Runs all hooks of one event in one VM, around one call of `e.next()`.
import { refuseAsync } from "../lib/async.ts";
import type { FieldErrors } from "../pocketbase/field-errors.ts";
import type { BoundHook, HookChain } from "./bindings.ts";
import { RefusingContext } from "./context.ts";
import type { HookEvent } from "./refusals.ts";

/** Most events throw nothing, so their VM does not evaluate what becomes of errors. */
const thrown = () => lazy(import("./thrown.ts"));

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
    lazy(import("../pocketbase/transaction.ts")).inTransaction(outer, (tx) => {
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
    } catch (error) {
      refused = thrown().byBefore(chain, bound, e, error, refused);
    }
  }
  if (refused) throw thrown().refusal(chain, e, refused);
}

function isReplaced(chain: HookChain, hooks: BoundHook[], e: HookEvent): boolean {
  return hooks.some((bound) => {
    try {
      return refuseAsync(bound.hook.replace?.(e as never, new RefusingContext(e, bound.extension)));
    } catch (error) {
      throw thrown().byReplace(chain, bound, e, error);
    }
  });
}

function runAfters(chain: HookChain, hooks: BoundHook[], e: HookEvent) {
  for (const bound of hooks) {
    try {
      refuseAsync(bound.hook.after?.(e as never, new RefusingContext(e, bound.extension)));
    } catch (error) {
      thrown().byAfter(chain, bound, e, error);
    }
  }
}
