// The keeper of one process. It says that the process is alive, renews the leases of its workers,
// gives back the jobs of dead ones, removes old jobs, and repairs the triggers.
import type { App } from "../../contract/pocketbase.ts";
import { quiet } from "../../pocketbase/quiet.ts";
import type { Background } from "../background.ts";
import { dropIdleIndex } from "../changes/later-rows.ts";
import { beat } from "../heartbeat.ts";
import { purgeJobs } from "../jobs/transitions/purge.ts";
import { renewLeases } from "../jobs/transitions/renew.ts";
import { batches, leases, own, relaying, slots } from "../store.ts";
import { every } from "./every.ts";
import { Hangs } from "./hangs.ts";
import { Recovery } from "./recovery.ts";
import { triggerRepair } from "./repair.ts";
import { isExtra, URGENT } from "./starter.ts";

const TICK = 2000;
/**
 * How often to ask whether workers are in slow jobs, and how often to look for urgent work while
 * they are, in milliseconds.
 */
const ASK = 500;
const LOOK = 100;
const BEAT = 5000;
const PURGE = 10_000;
/**
 * Milliseconds after which a change handler that holds the database makes the keeper wait, and
 * warn.
 */
const SHORT = 50;
const STUCK = 10_000;

/** What the keeper needs of the workers' code. */
interface Help {
  /** Starts a worker if its loop is gone. */
  start(slot: string): void;
  /** Starts one of the workers that do not run. */
  startOneMore(): void;
  /** Whether there is work for one more worker. */
  isDue(): boolean;
  /** Whether there is work for the urgent worker, when all others are in slow jobs. */
  isUrgent(): boolean;
  /** Gives back what workers have claimed together with a slow job. */
  giveBack(): void;
}

/** The keeper's step. It returns how many milliseconds to wait before the next one. */
export function keeper(
  app: App,
  { slots: workers, listeners, types, options }: Background,
  { start, startOneMore, isDue, isUrgent, giveBack }: Help,
): () => number {
  const tick = Math.min(TICK, options.lease / 4);
  const renewEvery = every(options.lease / 3, () => renewHeld(app, options.lease));
  const recovery = new Recovery(app, types, options.lease / tick);
  const hangs = new Hangs(app, types, options, start);
  const repair = triggerRepair(app, listeners);
  const beatEvery = every(BEAT, () => {
    beat(quiet(app));
    if (own.role() === "server") repair();
    for (const slot of workers) if (!isExtra(slot)) start(slot);
  });
  const purgeEvery = every(PURGE, () => {
    purgeJobs(quiet(app), { ...options.keep, cancelled: options.keep.done });
    dropIdleIndex(quiet(app));
  });
  const warnEvery = every(STUCK, warnOfStuckHandler);

  /** The tokens of the batches that were slow at the last step. */
  let known: string[] = [];
  const tickEvery = every(tick, () => {
    const held = heldFor();
    if (held > STUCK) warnEvery();
    // Everything below would wait for the database too, and the keeper could not warn.
    if (held > SHORT) return;
    hangs.step();
    renewEvery();
    recovery.step();
    beatEvery();
    purgeEvery();
  });

  return () => {
    const slow = batches.slow().map(({ token }) => token);
    if (heldFor() === 0) {
      if (slow.some((token) => !known.includes(token))) giveBack();
      const running = workers.filter((slot) => slots.ownerOf(slot) !== "").length;
      if (slow.length >= workers.length) {
        if (isUrgent()) start(URGENT);
      } else if (slow.length >= running && isDue()) startOneMore();
    }
    known = slow;
    tickEvery();
    return Math.min(tick, slow.length > 0 ? LOOK : ASK);
  };
}

function renewHeld(app: App, lease: number) {
  const held = leases.held();
  if (held.length === 0) return;
  const until = Date.now() + lease;
  renewLeases(quiet(app), held, until);
  // A worker may have ended its lease meanwhile.
  for (const token of held) if (leases.until(token) > 0) leases.set(token, until);
}

const heldFor = () => (relaying.since() > 0 ? Date.now() - relaying.since() : 0);

function warnOfStuckHandler() {
  console.error(
    `[pocketbundle] A change handler has held the database for ${Math.round(heldFor() / 1000)} s, and nobody can write. If it uses $app instead of ctx.app, it waits for itself for ever. Slow work belongs in a job.`,
  );
}
