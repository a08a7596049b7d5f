// Hooks. Types only, part of pocketbundle.d.ts.
import type { HookContext } from "./context.ts";
import type { EventName, EventOf } from "./pocketbase.ts";

/**
 * Runs in the request (or save) that causes the event. Pocketbundle calls `e.next()` itself, exactly
 * once (never, if a `replace` says so), between all `before` (in order) and all `after` (in reverse order). A throw in `before` refuses
 * the action. A throw in an `after` of a committed write is logged and does not reach the client.
 */
export interface HookOf<Name extends string> {
  /** For example `"recordCreate"`. */
  on: Name;
  /** The collections' names. Required for record, model, collection and file events. */
  collections?: string[];
  /**
   * Runs the event in a transaction: `ctx.app` is its app, and a throw in `after` undoes the write. For events
   * that write (`…Execute`). It holds a VM while the write waits for SQLite, so keep it off hot paths.
   */
  transaction?: boolean;
  before?(e: EventOf<Name>, ctx: HookContext): void;
  after?(e: EventOf<Name>, ctx: HookContext): void;
  /** Asked after all `before`: `true` means that it has done what the event is about, and PocketBase need not. */
  replace?(e: EventOf<Name>, ctx: HookContext): boolean;
}

export type Hook = { [Name in EventName]: HookOf<Name> }[EventName];
