// Runs a claimed batch. What is done is written in as few statements as a crash allows: a job that may have ended the process
// is marked as begun before it runs, and one that was done but not yet written runs again.

import type { JobContext } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { HandlerContext } from "../../kernel/context.ts";
import { refuseAsync } from "../../lib/async.ts";
import type { ClaimedJob, Hanging } from "./claim.ts";
import type { JobTypes } from "./definitions.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { Discard, Postpone, RetryIn } from "./outcome.ts";

/** After this many milliseconds without a write, the next job is marked as begun. */
const UNWRITTEN = 25;
/** A job that took this long is not quick: what the batch still holds goes back to other workers. */
const SLOW = 50;

export interface BatchOptions extends LedgerOptions {
  /** Whether to begin another job: the lease is alive, and the server does not stop. */
  mayGoOn(): boolean;
  /** Told when a job begins that may hang, and `undefined` when it has ended. */
  watch(job: Omit<Hanging, "token"> | undefined): void;
  /** Told now and then what a job cost. */
  took(type: string, cost: JobCost): void;
}

export interface JobCost {
  /** Milliseconds. */
  time: number;
  /** Characters of its payload. */
  size: number;
}

export function runBatch(
  app: App,
  types: JobTypes,
  jobs: ClaimedJob[],
  options: BatchOptions,
): void {
  const ledger = new Ledger(app, types, options);
  const contexts = new Contexts(app);
  let begin = Date.now();
  let type = "";
  let timeout: number | undefined;
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[i] as ClaimedJob;
    if (job[1] !== type) timeout = types.get(job[1])?.timeout;
    const isBegun =
      (job[3] !== undefined && job[3][3] !== "") || begin - ledger.written > UNWRITTEN;
    if (isBegun) ledger.begin(job[0]);
    if (timeout) options.watch({ id: job[0], timeout, isBegun });
    const failure = attempt(types, job, contexts);
    if (timeout) options.watch(undefined);
    if (failure) ledger.fail(job, failure.error);
    else ledger.done(job[0]);
    const end = Date.now();
    const time = end - begin;
    begin = end;
    if (time === 0 && type === job[1]) continue;
    // Only now and then: most jobs take less than the clock can tell, and asking costs more than some do.
    type = job[1];
    options.took(type, { time, size: sizeOf(job) });
    if (i + 1 < jobs.length && (time > SLOW || !options.mayGoOn())) {
      ledger.release();
      return;
    }
  }
  ledger.end();
}

class JobHandlerContext extends HandlerContext implements JobContext {
  constructor(
    app: App,
    extension: string,
    public claimed: ClaimedJob,
  ) {
    super({ app }, extension);
  }

  get job(): JobContext["job"] {
    const [id, type, , other] = this.claimed;
    const [, key, attempts] = other ?? ["", "", 0];
    return { id, type, key, attempt: attempts + 1 };
  }

  retryIn(seconds?: number, reason?: string): Error {
    return new RetryIn(seconds, reason);
  }

  postpone(seconds: number): Error {
    return new Postpone(seconds);
  }

  discard(reason: string): Error {
    return new Discard(reason);
  }
}

/** One for each extension of a batch: a handler has ended before the next one begins. */
class Contexts {
  private readonly made = new Map<string, JobHandlerContext>();

  constructor(private readonly app: App) {}

  of(extension: string, job: ClaimedJob): JobHandlerContext {
    const known = this.made.get(extension);
    if (known) {
      known.claimed = job;
      return known;
    }
    const ctx = new JobHandlerContext(this.app, extension, job);
    this.made.set(extension, ctx);
    return ctx;
  }
}

/** By index: of a list, goja takes one value five times as fast as it takes it apart. */
function attempt(
  types: JobTypes,
  job: ClaimedJob,
  contexts: Contexts,
): { error: unknown } | undefined {
  try {
    const { handler, extension } = types.get(job[1]) as NonNullable<ReturnType<JobTypes["get"]>>;
    refuseAsync(handler(payloadOf(job), contexts.of(extension, job)) as unknown);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** A text that is no JSON is this job's failure, and not that of the batch. */
const payloadOf = (job: ClaimedJob): unknown => (job[3] ? JSON.parse(job[3][0] || "null") : job[2]);

const sizeOf = (job: ClaimedJob): number => (job[3]?.[0] ?? JSON.stringify(job[2])).length;
