// Hooks. Types only, part of pocketbundle.d.ts.
import type { HookContext } from "./context.ts";
import type { EventName, EventOf } from "./pocketbase.ts";

/**
 * Runs in the request (or save) that causes the event. Pocketbundle calls `e.next()` itself,
 * exactly once, unless a `replace` returns `true`. All `before` run first, in order; then
 * `e.next()`; then all `after`, in reverse order. A throw in `before` refuses the action. A throw
 * in an `after` of a committed write is logged and does not reach the client.
 */
export interface HookOf<Name extends string> {
  /** The event, for example `"recordCreate"`. */
  on: Name;
  /** The names of the collections. Required for record, model, collection and file events. */
  collections?: string[];
  /**
   * Runs the event in a transaction: `ctx.app` is the transaction's app, and a throw in `after`
   * undoes the write. Only for events that write (`…Execute`). It holds a VM while the write waits
   * for SQLite, so do not use it where writes are frequent. Default `false`.
   */
  transaction?: boolean;
  before?(e: EventOf<Name>, ctx: HookContext): void;
  after?(e: EventOf<Name>, ctx: HookContext): void;
  /**
   * Runs after all `before`. When it returns `true`, it has replaced PocketBase's own action, which
   * is skipped.
   */
  replace?(e: EventOf<Name>, ctx: HookContext): boolean;
}

export type Hook = { [Name in EventName]: HookOf<Name> }[EventName];
