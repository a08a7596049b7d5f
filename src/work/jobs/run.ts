// Runs a claimed batch. A job that has failed before may end the process, so it is marked as begun
// before it runs. After a crash, a job that was done but not yet written runs again.

import type { App } from "../../contract/pocketbase.ts";
import { refuseAsync } from "../../lib/async.ts";
import { batches, SLOW } from "../store.ts";
import { Contexts } from "./job-context.ts";
import type { JobTypes } from "./job-types.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import type { ClaimedJob } from "./transitions/claim.ts";
import type { Hanging } from "./transitions/expire.ts";

/** After this many milliseconds without a write, the next job is marked as begun. */
const UNWRITTEN = 25;

/** What a job of a type costs. */
export interface JobCost {
  /** Milliseconds. */
  time: number;
  /** Characters of its payload. */
  size: number;
}

interface BatchOptions extends LedgerOptions {
  /** Whether to begin another job: the lease is alive, and the server does not stop. */
  mayGoOn(): boolean;
  /** Called with a job that may hang when it begins, and with `undefined` when it has ended. */
  watch(job: Omit<Hanging, "token"> | undefined): void;
  /** Called now and then with the cost of a job. */
  took(type: string, cost: JobCost): void;
}

export function runBatch(
  app: App,
  types: JobTypes,
  jobs: ClaimedJob[],
  options: BatchOptions,
): void {
  const ledger = new Ledger(app, types, options);
  const contexts = new Contexts(app);
  const note = batches.noteOf(options.token);
  let begin = Date.now();
  let type = "";
  let timeout: number | undefined;
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[i] as ClaimedJob;
    note(job[0], begin);
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
    // Most jobs take less time than the clock can measure, and noting the cost takes longer than
    // some jobs.
    type = job[1];
    options.took(type, { time, size: sizeOf(job) });
    if (i + 1 < jobs.length && (time > SLOW || !options.mayGoOn())) {
      ledger.release();
      return;
    }
  }
  ledger.end();
}

/**
 * The job is read by index: goja takes one value of a list five times as fast as it takes the list
 * apart.
 */
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

/** A payload that is no JSON fails its own job here, and not the batch. */
const payloadOf = (job: ClaimedJob): unknown => (job[3] ? JSON.parse(job[3][0] || "null") : job[2]);

const sizeOf = (job: ClaimedJob): number => (job[3]?.[0] ?? JSON.stringify(job[2])).length;
