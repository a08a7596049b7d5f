// One worker: relays what was captured, then runs what waits.
import type { Listeners } from "../changes/listen.ts";
import { relay } from "../changes/relay.ts";
import { type ClaimedJob, claim, freeSlots } from "../jobs/claim.ts";
import type { JobTypes } from "../jobs/definitions.ts";
import { runBatch } from "../jobs/run.ts";
import type { App } from "../kernel/contract.ts";
import { execute, value } from "../kernel/sql.ts";
import { now } from "../kernel/time.ts";
import { inTransaction } from "../kernel/transaction.ts";
import { loop } from "./loop.ts";
import type { WorkerOptions } from "./options.ts";
import {
  endLease,
  exclusive,
  isStopping,
  leaseOf,
  restUntil,
  setLease,
  setRest,
} from "./process.ts";

const BATCH = 500;
const CHANGES = 100;
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
    const rest = restUntil() - Date.now();
    if (rest > 0) return Math.min(rest, MAX_REST);
    const waits = look(app);
    if (!waits.changes && !waits.jobs) return options.poll;
    const begin = Date.now();
    let isBusy = false;
    const relayed = exclusive(() => {
      isBusy = waitForLock(app) >= BUSY;
      return waits.changes ? relay(app, listeners, options.backoff, CHANGES) : 0;
    });
    const ran = waits.jobs || relayed > 0 ? runJobs() : 0;
    if (relayed + ran === 0) return options.poll;
    if (isBusy) setRest(Date.now() + Math.min(MAX_REST, REST * (Date.now() - begin)));
    return 0;
  }

  function runJobs(): number {
    const lease = { token: $security.randomString(20), until: Date.now() + options.lease };
    // Before the claim, so that the keeper renews it from its first moment.
    setLease(slot, lease);
    try {
      const jobs = exclusive(() => claimFree(lease));
      if (jobs.length > 0) {
        runBatch(app, types, jobs, {
          token: lease.token,
          backoff: options.backoff,
          exclusive,
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

/**
 * Requests go first: where others wait for the database as well (`BUSY` milliseconds), all workers of the process rest for
 * a multiple of the time that one has worked. What waits longer then is durable; behind a request is somebody.
 */
const BUSY = 2;
const REST = 10;
const MAX_REST = 500;

/** Takes the write lock and gives it back: how long that took, in milliseconds. */
function waitForLock(app: App): number {
  const begin = Date.now();
  execute(app, "UPDATE bundle_captured SET id = id WHERE id = 0");
  return Date.now() - begin;
}

/** Whether anything waits: what an idle server asks ten times a second. */
function look(app: App): { changes: boolean; jobs: boolean } {
  const [changes, jobs] = value<[number, number]>(
    app,
    `SELECT json_array(
      EXISTS (SELECT 1 FROM bundle_captured),
      EXISTS (SELECT 1 FROM bundle_jobs WHERE status = 'queued' AND run_at <= {:now})) AS row`,
    { now: now() },
  ) ?? [0, 0];
  return { changes: changes === 1, jobs: jobs === 1 };
}
