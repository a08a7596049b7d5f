// One worker: relays what was captured, then runs what waits.
import type { Listeners } from "../changes/listen.ts";
import { relay } from "../changes/relay.ts";
import { type ClaimedJob, claim, freeSlots } from "../jobs/claim.ts";
import type { JobTypes } from "../jobs/enqueue.ts";
import { runBatch } from "../jobs/run.ts";
import type { App } from "../kernel/contract.ts";
import { execute, value } from "../kernel/sql.ts";
import { now } from "../kernel/time.ts";
import { inTransaction } from "../kernel/transaction.ts";
import { loop } from "./loop.ts";
import type { WorkerOptions } from "./options.ts";
import { endLease, isStopping, leaseOf, setLease } from "./process.ts";

const BATCH = 100;
/** A type whose jobs take longer than this, in milliseconds, is claimed one by one. */
const QUICK = 1;

export interface Work {
  listeners: Listeners;
  types: JobTypes;
}

export function work(app: App, slot: string, { listeners, types }: Work, options: WorkerOptions) {
  const durations = new Map<string, number>();
  const isQuick = (type: string) => (durations.get(type) ?? Number.POSITIVE_INFINITY) <= QUICK;
  const took = (type: string, time: number) =>
    durations.set(type, 0.8 * (durations.get(type) ?? time) + 0.2 * time);
  const free = () => freeSlots(app, types, (type) => (isQuick(type) ? BATCH : 1));

  function step(): number {
    const waits = look(app);
    const relayed = waits.changes ? relay(app, listeners, options.backoff) : 0;
    const ran = waits.jobs || relayed > 0 ? runJobs() : 0;
    return relayed + ran > 0 ? 0 : options.poll;
  }

  function runJobs(): number {
    const lease = { token: $security.randomString(20), until: Date.now() + options.lease };
    // Before the claim, so that the keeper renews it from its first moment.
    setLease(slot, lease);
    try {
      const jobs = claimFree(lease);
      if (jobs.length > 0) {
        runBatch(app, types, jobs, {
          token: lease.token,
          backoff: options.backoff,
          mayGoOn: () => !isStopping() && Date.now() < (leaseOf(slot)?.until ?? 0),
          took,
        });
      }
      return jobs.length;
    } finally {
      endLease(slot);
    }
  }

  function claimFree(lease: { token: string; until: number }): ClaimedJob[] {
    const isLimited = [...types.values()].some(({ concurrency }) => concurrency);
    if (!isLimited) return claim(app, free(), BATCH, lease);
    return inTransaction(app, (tx) => {
      // A write first: nobody else claims between the count and the claim.
      execute(tx, "UPDATE bundle_jobs SET status = status WHERE rowid = 0");
      return claim(
        tx,
        freeSlots(tx, types, (type) => (isQuick(type) ? BATCH : 1)),
        BATCH,
        lease,
      );
    });
  }

  loop(app, slot, step);
}

/** Whether anything waits: what an idle server asks ten times a second. */
function look(app: App): { changes: boolean; jobs: boolean } {
  const [changes, jobs] = value<[number, number]>(
    app,
    `SELECT json_array(
      EXISTS (SELECT 1 FROM bundle_changes WHERE status = 'queued' AND run_at <= {:now}),
      EXISTS (SELECT 1 FROM bundle_jobs WHERE status = 'queued' AND run_at <= {:now})) AS row`,
    { now: now() },
  ) ?? [0, 0];
  return { changes: changes === 1, jobs: jobs === 1 };
}
