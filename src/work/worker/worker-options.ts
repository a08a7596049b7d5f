import type { JobsOptions } from "../../contract/jobs.ts";
import { duration } from "../../lib/time.ts";

/** The options of `jobs` in the config, complete, in milliseconds. */
export interface WorkerOptions {
  workers: number;
  poll: number;
  lease: number;
  backoff: number;
  /** A duration; `undefined` for the number of attempts. */
  retryFor: string | undefined;
  restartAfterHangs: number;
  keep: { done: number; dead: number };
}

export const workerOptions = ({
  workers = 2,
  poll = 100,
  lease = 60_000,
  backoff = 5000,
  retryFor,
  restartAfterHangs = 0,
  keep: { done = "7d", dead = "90d" } = {},
}: JobsOptions = {}): WorkerOptions => ({
  workers,
  poll,
  lease,
  backoff,
  retryFor,
  restartAfterHangs,
  keep: { done: duration(done), dead: duration(dead) },
});
