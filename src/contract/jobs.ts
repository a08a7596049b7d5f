// The public types of jobs. Types only, part of pocketbundle.d.ts.
import type { Context } from "./context.ts";

export interface EnqueueOptions {
  /**
   * One job of this type waits for each key, and one runs. While one waits, a further call gives
   * it its payload and makes no second one. Default: no key.
   */
  key?: string;
  /**
   * What a call does while a job with the same key is there. `"after"`: a job that waits gets the
   * new payload, the earlier time and the higher priority; while one only runs, one more job waits
   * until it has ended. `"never"`: nothing, as long as one waits or runs. Default `"after"`.
   */
  again?: "after" | "never";
  /**
   * Seconds that must pass since the last call with the same key before the job may run. Needs a
   * `key`.
   */
  debounce?: number;
  /**
   * Seconds between two starts of jobs with the same key: the first call runs at once, and all
   * that come before the time is over make one job together. Needs a `key`, and is forgotten when
   * `jobs.keep.done` has removed the last job of the key.
   */
  throttle?: number;
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
   * may be the id of a job that already waits or runs. Throws for a type that no extension handles,
   * and for an unknown or wrong option.
   */
  enqueue(type: string, payload?: unknown, options?: EnqueueOptions): string;
  /**
   * Cancels a job that waits: it does not run, and its status becomes `cancelled`, without
   * `onDead`. Nothing can interrupt a job that runs: it goes on, and is not tried again when it
   * fails. Returns whether a job was cancelled that had waited. Throws for a job of Pocketbundle's
   * own, such as one that sends a mail.
   */
  cancel(job: JobRef): boolean;
  /**
   * Sets the time of a job that waits, earlier or later. Returns whether there is one. A job that
   * runs is left alone.
   */
  reschedule(job: JobRef, time: { delay: number } | { runAt: Date | string }): boolean;
  /**
   * Returns a job, or `null`. With a key, it is the job that waits; without one, the job that
   * runs; else the one that began last.
   */
  find(job: JobRef): Job | null;
}

/** A job's id, or the key that it was enqueued with. */
export type JobRef = string | { type: string; key: string };

/** A job of the queue, as plain data. */
export interface Job {
  id: string;
  type: string;
  /** `""` for none. */
  key: string;
  status: "queued" | "running" | "done" | "dead" | "cancelled";
  /** How many attempts have begun, as far as they are written down. */
  attempts: number;
  /** When the next attempt may begin, as an ISO string; `""` for at once. */
  runAt: string;
  /** The last error, with its stack; `""` for none. */
  error: string;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the user's.
  payload: any;
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
   * `throw ctx.retryIn(60)`, or `return` it, fails this attempt. The next one comes after that many
   * seconds, or after the usual wait when none are given. Use it for expected failures, such as a
   * busy service: only the failure of the last attempt is logged.
   */
  retryIn(seconds?: number, reason?: string): Error;
  /**
   * `throw ctx.postpone(60)`, or `return` it, runs the same job again after that many seconds and
   * does not count this as an attempt. Use it for work whose time has not come, for example under a
   * rate limit of your own.
   */
  postpone(seconds: number): Error;
  /**
   * `throw ctx.discard("no such customer")`, or `return` it, makes the job dead, without a further
   * attempt.
   */
  discard(reason: string): Error;
}

/**
 * Background work. A job runs at least once: after a crash, or when its lease has run out, it runs
 * again. So calls to other services need an idempotency key, such as `ctx.job.id`.
 */
export interface JobDefinition {
  /** The number of attempts before the job is dead. Default 8, or what `jobs.retryFor` says. */
  attempts?: number;
  /**
   * Instead of `attempts`: for how long the job is tried again before it is dead, such as `"3d"`. The
   * waits between the attempts are those of `jobs.backoff`, an hour at most.
   */
  retryFor?: string;
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
   * Milliseconds between two looks for work. The time doubles after five seconds without work,
   * and again after a minute. Default 100.
   */
  poll?: number;
  /**
   * Milliseconds for which a frozen process keeps its jobs: it loses them after twice this time.
   * Default 60000.
   */
  lease?: number;
  /**
   * Milliseconds before the second attempt. Each further wait is four times as long, an hour at
   * most. Default 5000.
   */
  backoff?: number;
  /**
   * For how long changes, events of webhooks and jobs are tried again when they fail, such as
   * `"3d"`, unless the type of the job says otherwise. Default: eight attempts, which take two and
   * a half hours.
   */
  retryFor?: string;
  /**
   * The server restarts itself when so many of its workers hang at once, beyond the `timeout` of
   * their jobs, once a minute at most. It makes no difference whether their handlers loop or only
   * wait, because nothing tells these apart. Jobs that run are cut off. Default 0, for never.
   */
  restartAfterHangs?: number;
  /**
   * How long ended jobs are kept, such as `"7d"` or `"12h"`. Default: done `"7d"`, dead `"90d"`.
   */
  keep?: { done?: string; dead?: string };
}
