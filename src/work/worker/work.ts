// One worker: relays what was captured, then runs what waits.

import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { value } from "../../pocketbase/sql.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import type { Listeners } from "../changes/listen.ts";
import { relay } from "../changes/relay.ts";
import { type ClaimedJob, claim, freeSlots } from "../jobs/claim.ts";
import { type JobTypes, PRIORITIES } from "../jobs/definitions.ts";
import { type JobCost, runBatch } from "../jobs/run.ts";
import type { WorkerOptions } from "./options.ts";
import {
  endLease,
  exclusive,
  foundIdleAt,
  isDraining,
  isStopping,
  leasedUntil,
  relaying,
  restUntil,
  setFoundIdle,
  setLease,
  setRest,
  unwatch,
  watch,
} from "./shared.ts";

const BATCH = 500;
/** After so many milliseconds without work, looks are half as often: most servers have nothing to do most of the time. */
const QUIET = 5000;
/** How many times longer those wait that leave the looking to another. */
const OTHERS = 4;
const CHANGES = 100;
/** How soon to look again where all changes wait for a failed one, in milliseconds. */
const BLOCKED = 1000;

/** Of a type whose jobs take longer than `QUICK` milliseconds, a worker claims what it can do in `SPAN`. */
const QUICK = 1;
const SPAN = 20;
/** Characters of payload that a VM takes at once. */
const MAX_SIZE = 4_000_000;
/** One of a type that was not seen yet. */
function batchOf(cost: JobCost | undefined): number {
  if (!cost) return 1;
  const inTime = cost.time <= QUICK ? BATCH : Math.floor(SPAN / cost.time);
  return Math.max(1, Math.min(inTime, Math.floor(MAX_SIZE / (cost.size + 1))));
}

export interface Work {
  listeners: Listeners;
  types: JobTypes;
}

/** A worker's step. */
export function worker(
  app: App,
  slot: string,
  { listeners, types }: Work,
  options: WorkerOptions,
): () => number {
  /** When all changes that wait were found to wait for a failed one, in milliseconds. */
  let blockedAt = 0;
  let wasBusy = false;
  let seen = "";
  let lookedAt = 0;
  /** When there was last something to do, in milliseconds. */
  let workedAt = 0;
  const pause = () => (Date.now() - workedAt > QUIET ? options.poll * 2 : options.poll);
  const costs = new Map<string, JobCost>();
  const took = (type: string, cost: JobCost) => {
    const known = costs.get(type) ?? cost;
    costs.set(type, {
      time: 0.8 * known.time + 0.2 * cost.time,
      size: Math.max(0.9 * known.size, cost.size),
    });
  };

  function step(): number {
    const rest = restUntil() - Date.now();
    // One that is longer was set before the clock was put back.
    if (rest > 0 && rest <= MAX_REST) return rest;
    // One look is enough for all workers that have nothing to do: each time that one wakes costs more than it looks.
    const sinceIdle = Date.now() - foundIdleAt();
    if (sinceIdle >= 0 && sinceIdle < pause() * 0.9) return pause() * OTHERS;
    if (!hasNews()) return pause();
    const waits = look(app, types);
    if (!waits.changes && waits.due.length === 0) return options.poll;
    const begin = Date.now();
    let isBusy = false;
    const relayed = exclusive(() => {
      isBusy = waitForLock(app) >= BUSY;
      return waits.changes && Date.now() - blockedAt >= BLOCKED ? relayChanges() : 0;
    });
    const ran = runJobs(relayed > 0 ? look(app, types).due : waits.due);
    if (relayed + ran === 0) return options.poll;
    // Twice in a row: a single wait may be somebody's one long write.
    if (isBusy && wasBusy && !isDraining()) {
      setRest(Date.now() + Math.min(MAX_REST, REST * (Date.now() - begin)));
    }
    wasBusy = isBusy;
    workedAt = Date.now();
    seen = "";
    return 0;
  }

  /** Whether there may be work. What becomes due, or is put back, changes no newest row: it is found a little later. */
  function hasNews(): boolean {
    const newest = value<string>(app, NEWEST) ?? "";
    const passed = Date.now() - lookedAt;
    if (newest === seen && passed >= 0 && passed < Math.max(LOOK_EVERY, options.poll)) {
      setFoundIdle();
      return false;
    }
    seen = newest;
    lookedAt = Date.now();
    return true;
  }

  function relayChanges(): number {
    const count = relaying(() => relay(app, listeners, options.backoff, CHANGES));
    blockedAt = count === 0 ? Date.now() : 0;
    return count;
  }

  function runJobs(due: string[]): number {
    if (due.length === 0) return 0;
    const lease = { token: $security.randomString(20), until: Date.now() + options.lease };
    // Before the claim, so that the keeper renews it from its first moment.
    setLease(lease.token, lease.until);
    try {
      const jobs = exclusive(() => claimDue(due, lease));
      if (jobs.length > 0) {
        runBatch(app, types, jobs, {
          token: lease.token,
          backoff: options.backoff,
          exclusive,
          mayGoOn: () => !isStopping() && Date.now() < leasedUntil(lease.token),
          took,
          watch: (job) =>
            job
              ? watch({ ...job, slot, token: lease.token, since: Date.now() })
              : unwatch(lease.token),
        });
      }
      return jobs.length;
    } finally {
      endLease(lease.token);
      unwatch(lease.token);
    }
  }

  function claimDue(due: string[], lease: { token: string; until: number }): ClaimedJob[] {
    const usual = (type: string) => batchOf(costs.get(type));
    const claimIn = (one: App) => claim(one, freeSlots(one, types, due, usual), BATCH, lease);
    if (!due.some((type) => types.get(type)?.concurrency)) return claimIn(app);
    return inTransaction(app, (tx) => {
      // A write first: nobody else claims between the count and the claim.
      takeWriteLock(tx);
      return claimIn(tx);
    });
  }

  return step;
}

/**
 * Requests go first: where others wait for the database as well (`BUSY` milliseconds), all workers of the process rest for
 * a multiple of the time that one has worked. What waits longer then is durable; behind a request is somebody.
 */
const BUSY = 2;
const REST = 25;
const MAX_REST = 500;

/** Takes the write lock and gives it back: how long that took, in milliseconds. */
function waitForLock(app: App): number {
  const begin = Date.now();
  takeWriteLock(app);
  return Date.now() - begin;
}

/** What an idle server asks ten times a second. With its time, since SQLite counts anew when the table was empty. */
const NEWEST = `SELECT json_quote(
  COALESCE((SELECT id || created FROM bundle_captured ORDER BY id DESC LIMIT 1), '') || ' ' || (SELECT COALESCE(max(rowid), 0) FROM bundle_jobs)) AS row`;
/** Milliseconds between two looks at what has become due. */
const LOOK_EVERY = 500;

/** Whether changes wait, and the types of which jobs are due. */
function look(app: App, types: JobTypes): { changes: boolean; due: string[] } {
  const [changes, due] = value<[number, string[]]>(app, LOOK, {
    now: now(),
    types: JSON.stringify([...types.keys()]),
  }) ?? [0, []];
  return { changes: changes === 1, due };
}

/** At most as many types at once as SQLite takes parts of a query. `CROSS JOIN` keeps the order: three looks into an index. */
const LOOK = `SELECT json_array(
  EXISTS (SELECT 1 FROM bundle_captured),
  (SELECT json_group_array(type) FROM (SELECT value AS type FROM json_each({:types}) AS types WHERE EXISTS (
    SELECT 1 FROM json_each('${JSON.stringify(Object.values(PRIORITIES))}') AS priorities
    CROSS JOIN bundle_jobs AS job
    WHERE job.status = 'queued' AND job.type = types.value AND job.priority = priorities.value AND job.run_at <= {:now})
    LIMIT 100))) AS row`;
