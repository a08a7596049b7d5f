// The public types of jobs. Types only, part of pocketbundle.d.ts.
import type { Context } from "./context.ts";

export interface EnqueueOptions {
  /**
   * While a job of this type with the same key waits or runs, no second one is made. Default: no
   * key.
   */
  key?: string;
  /** Seconds before the job may run. Default 0. */
  delay?: number;
  /** Instead of `delay`: the time when the job may run, as a date or an ISO text. */
  runAt?: Date | string;
  /** Jobs of a higher priority run first. Default `"normal"`. */
  priority?: "high" | "normal" | "low";
  /** The number of attempts, instead of the type's `attempts`. */
  attempts?: number;
}

export interface Jobs {
  /**
   * Puts a job into the queue, in the transaction of the context's app: the job exists only if the
   * transaction commits. The payload is stored as JSON. Returns the job's id; with a `key`, this
   * may be the id of a job that already waits or runs. Throws for a type that no extension handles.
   */
  enqueue(type: string, payload?: unknown, options?: EnqueueOptions): string;
}

/** The context of the handler of a job. */
export interface JobContext extends Context {
  readonly job: {
    readonly id: string;
    readonly type: string;
    readonly key: string;
    /** 1 for the first attempt. */
    readonly attempt: number;
  };
  /**
   * `throw ctx.retryIn(60)` fails this attempt. The next one comes after that many seconds, or
   * after the usual wait when none are given. Use it for expected failures, such as a busy service:
   * only the failure of the last attempt is logged.
   */
  retryIn(seconds?: number, reason?: string): Error;
  /**
   * `throw ctx.postpone(60)` runs the same job again after that many seconds and does not count
   * this as an attempt. Use it for work whose time has not come, for example under a rate limit of
   * your own.
   */
  postpone(seconds: number): Error;
  /** `throw ctx.discard("no such customer")` makes the job dead, without a further attempt. */
  discard(reason: string): Error;
}

/**
 * Background work. A job runs at least once: after a crash, or when its lease has run out, it runs
 * again. So calls to other services need an idempotency key, such as `ctx.job.id`.
 */
export interface JobDefinition {
  /** The number of attempts before the job is dead. Default 8. */
  attempts?: number;
  /**
   * How many jobs of this type run at the same time, in all workers together. Default: the number
   * of workers.
   */
  concurrency?: number;
  /**
   * The seconds after which an attempt has failed and another worker takes the place of this one. A
   * handler that hangs cannot be ended: if it goes on later, its job no longer belongs to it.
   * Default: no limit.
   */
  timeout?: number;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the user's.
  handler(payload: any, ctx: JobContext): void;
  /**
   * Runs when the job is given up, in the transaction that makes it dead. Keep it short, and write
   * with `ctx.app`. `error` is the last error, with its stack.
   */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the user's.
  onDead?(payload: any, error: string, ctx: Context): void;
}

export interface JobsOptions {
  /** The number of workers in the server, each with a VM of its own. Default 2. */
  workers?: number;
  /**
   * Milliseconds between two looks for work. The time doubles after five seconds without work.
   * Default 100.
   */
  poll?: number;
  /** Milliseconds for which a silent worker keeps its jobs. Default 60000. */
  lease?: number;
  /**
   * Milliseconds before the second attempt. Each further wait is four times as long, an hour at
   * most. Default 5000.
   */
  backoff?: number;
  /**
   * How long ended jobs are kept, such as `"7d"` or `"12h"`. Default: done `"7d"`, dead `"90d"`.
   */
  keep?: { done?: string; dead?: string };
}
