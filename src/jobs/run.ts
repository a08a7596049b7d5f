// Runs a claimed batch. What is done is written in as few statements as a crash allows: a job that may have ended the process
// is marked as begun before it runs, and one that was done but not yet written runs again.
import { refuseAsync } from "../kernel/async.ts";
import { HandlerContext } from "../kernel/context.ts";
import type { App } from "../kernel/contract.ts";
import type { ClaimedJob } from "./claim.ts";
import type { JobTypes } from "./definitions.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { Discard, RetryIn } from "./outcome.ts";
import type { JobContext } from "./types.ts";

/** After this many milliseconds without a write, the next job is marked as begun. */
const UNWRITTEN = 25;
/** A job that took this long is not quick: what the batch still holds goes back to other workers. */
const SLOW = 50;

export interface BatchOptions extends LedgerOptions {
  /** Whether to begin another job: the lease is alive, and the server does not stop. */
  mayGoOn(): boolean;
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
  let begin = Date.now();
  let type = "";
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[i] as ClaimedJob;
    if (job[6] !== "" || begin - ledger.written > UNWRITTEN) ledger.begin(job[0]);
    const failure = attempt(app, types, job);
    if (failure) ledger.fail(job, failure.error);
    else ledger.done(job[0]);
    const end = Date.now();
    const time = end - begin;
    begin = end;
    if (time === 0 && type === job[1]) continue;
    // Only now and then: most jobs take less than the clock can tell, and asking costs more than some do.
    type = job[1];
    options.took(type, { time, size: job[2].length });
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
    private readonly claimed: ClaimedJob,
  ) {
    super({ app }, extension);
  }

  get job(): JobContext["job"] {
    const [id, type, , key, attempts] = this.claimed;
    return { id, type, key, attempt: attempts + 1 };
  }

  retryIn(seconds: number): Error {
    return new RetryIn(seconds);
  }

  discard(reason: string): Error {
    return new Discard(reason);
  }
}

function attempt(app: App, types: JobTypes, job: ClaimedJob): { error: unknown } | undefined {
  const [, type, payload] = job;
  try {
    const { handler, extension } = types.get(type) as NonNullable<ReturnType<JobTypes["get"]>>;
    // Here, and not with the others of the batch: one that is no JSON is this job's failure.
    const result: unknown = handler(
      JSON.parse(payload || "null"),
      new JobHandlerContext(app, extension, job),
    );
    refuseAsync(result);
    return undefined;
  } catch (error) {
    return { error };
  }
}
