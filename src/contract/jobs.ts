// The public types of jobs. Types only, part of pocketbundle.d.ts.
import type { Context } from "./context.ts";

export interface EnqueueOptions {
  /** While a job of this type with the same key waits or runs, no second one is made. */
  key?: string;
  /** Seconds before the job may run. */
  delay?: number;
  /** When the job may run, instead of `delay`: a date or an ISO text. */
  runAt?: Date | string;
  /** Jobs of a higher priority run first. Default `"normal"`. */
  priority?: "high" | "normal" | "low";
  /** How often the job is tried, instead of its type's `attempts`. */
  attempts?: number;
}

export interface Jobs {
  /**
   * Puts a job into the queue, in the transaction of the context's app: it is there if that commits, and not if
   * it does not. The payload is stored as JSON. Returns the job's id, with a `key` perhaps that of the job that is
   * there already. Throws for a type that no extension handles.
   */
  enqueue(type: string, payload?: unknown, options?: EnqueueOptions): string;
}

/** What the handler of a job gets. */
export interface JobContext extends Context {
  readonly job: {
    readonly id: string;
    readonly type: string;
    readonly key: string;
    /** 1 for the first. */
    readonly attempt: number;
  };
  /**
   * `throw ctx.retryIn(60)`: fails this attempt; the next one comes after that many seconds, or after the usual wait when
   * none are given. Nothing is logged before the last attempt: this is for what is expected, such as a busy service.
   */
  retryIn(seconds?: number, reason?: string): Error;
  /**
   * `throw ctx.postpone(60)`: runs the same job again after that many seconds, and counts no attempt: for work whose time has
   * not come, such as under a limit of one's own.
   */
  postpone(seconds: number): Error;
  /** `throw ctx.discard("no such customer")`: no further attempt, the job is dead. */
  discard(reason: string): Error;
}

/**
 * Background work. It runs at least once: after a crash, or when its lease has run out, it runs again, so what
 * it does elsewhere needs an idempotency key (`ctx.job.id` is one).
 */
export interface JobDefinition {
  /** How often it is tried before it is dead. Default 8. */
  attempts?: number;
  /** How many run at the same time, in all workers together. Default: as many as there are workers. */
  concurrency?: number;
  /**
   * Seconds after which an attempt has failed and another worker takes this one's place. What hangs cannot be ended: when
   * it goes on after all, it finds its job no longer its own. Default: none, a job may run as long as it likes.
   */
  timeout?: number;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the user's.
  handler(payload: any, ctx: JobContext): void;
  /**
   * Runs once the job is given up, in the transaction in which it becomes dead: keep it short, and write with `ctx.app`.
   * `error` is the last one, with its stack.
   */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the user's.
  onDead?(payload: any, error: string, ctx: Context): void;
}

export interface JobsOptions {
  /** Workers in the server, each with a VM of its own. Default 2. */
  workers?: number;
  /** Milliseconds between two looks for work; twice that after five seconds without any. Default 100. */
  poll?: number;
  /** Milliseconds for which a worker that is silent keeps its jobs. Default 60000. */
  lease?: number;
  /** Milliseconds before the second attempt; each further wait is four times as long, an hour at most. Default 5000. */
  backoff?: number;
  /** How long finished jobs are kept, such as `"7d"`, `"12h"`. Default done `"7d"`, dead `"90d"`. */
  keep?: { done?: string; dead?: string };
}
