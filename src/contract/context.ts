// What handlers get. Types only, part of pocketbundle.d.ts.
import type { Jobs } from "./jobs.ts";
import type { Mail } from "./mail.ts";
import type { App } from "./pocketbase.ts";

/** Writes to PocketBase's log (Logs in the dashboard). `attributes` are key, value, key, value … */
export interface Log {
  debug(message: string, ...attributes: unknown[]): void;
  info(message: string, ...attributes: unknown[]): void;
  warn(message: string, ...attributes: unknown[]): void;
  error(message: string, ...attributes: unknown[]): void;
}

/** The context of every handler of an extension. */
export interface Context {
  /** The app to read and write with. Inside of a transaction, it is the transaction's app. */
  readonly app: App;
  readonly log: Log;
  /** The queue of background jobs. It is written in the transaction of `app`. */
  readonly jobs: Jobs;
  /**
   * The outbox of `mail`. It is written in the transaction of `app`. Throws when the config has no
   * `mail`.
   */
  readonly mail: Mail;
  /**
   * Runs `run` in a transaction and returns its result. When `run` throws, nothing stays of what it
   * wrote with `tx.app` and enqueued with `tx.jobs`. Only `tx` may write in it: `$app` and the
   * outer context would wait for its end for ever.
   */
  transaction<T>(run: (tx: Context) => T): T;
}

/** An error at a field: its message, or more. The default code is `"validation_refused"`. */
export type FieldRefusal =
  | string
  | { code?: string; message: string; params?: Record<string, unknown> };

/** Errors by field. The errors inside a JSON field are nested by their path. */
export interface FieldRefusals {
  [field: string]: FieldRefusal | FieldRefusals;
}

/** What the handlers of hooks get. */
export interface HookContext extends Context {
  /**
   * `throw ctx.refuse({ sku: "Is not sold any more." })` answers 400 with errors at fields, as
   * PocketBase's own validation does. All hooks of the event are still asked, and the errors of all
   * of them, and PocketBase's own for a record, reach the client together. At one field, the first
   * error stays.
   * @param message what the answer says as a whole. Default: PocketBase's own words, such as
   * "Failed to create record."
   */
  refuse(fields: FieldRefusals, message?: string): Error;
}
