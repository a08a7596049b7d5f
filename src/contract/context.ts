// What handlers get. Types only, part of pocketbundle.d.ts.
import type { Jobs } from "./jobs.ts";
import type { Mail } from "./mail.ts";
import type { App } from "./pocketbase.ts";

/** Writes to PocketBase's log (dashboard, Logs). `attributes` are key, value, key, value … */
export interface Log {
  debug(message: string, ...attributes: unknown[]): void;
  info(message: string, ...attributes: unknown[]): void;
  warn(message: string, ...attributes: unknown[]): void;
  error(message: string, ...attributes: unknown[]): void;
}

/** What every handler of an extension gets. */
export interface Context {
  /** The app to read and write with; inside a transaction, the transaction's. */
  readonly app: App;
  readonly log: Log;
  /** The queue of background jobs, written to in the transaction of `app`. */
  readonly jobs: Jobs;
  /** The outbox of `mail`, written to in the transaction of `app`. Throws where the config has no `mail`. */
  readonly mail: Mail;
  /**
   * Runs `run` in a transaction: what it writes with `tx.app` and enqueues with `tx.jobs` is there as a whole or, when
   * it throws, not at all. In it, only `tx` may write: `$app` and the outer context would wait for its end for ever.
   */
  transaction<T>(run: (tx: Context) => T): T;
}
