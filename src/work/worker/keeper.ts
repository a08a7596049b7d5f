// The keeper of one process: says that the process is alive, keeps the leases of its workers, gives the jobs of dead ones back,
// clears away what is old, and mends the triggers.

import type { App } from "../../contract/pocketbase.ts";
import { dateText } from "../../lib/time.ts";
import { warn } from "../../pocketbase/log.ts";
import { deleteInPages, schemaVersion } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import type { Listeners } from "../changes/listen.ts";
import { syncTriggers } from "../changes/triggers.ts";
import { expire, recover, renew } from "../jobs/claim.ts";
import { beat } from "./heartbeat.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { WorkerOptions } from "./options.ts";
import {
  endLease,
  hanging,
  heldLeases,
  leasedUntil,
  leave,
  ownerOf,
  relayingSince,
  role,
  setLease,
  unwatch,
} from "./shared.ts";

const TICK = 2000;
const BEAT = 5000;
const PURGE = 10_000;
const REPAIR = 60_000;

/** The keeper's step. */
export function keeper(
  app: App,
  { slots, listeners, types, options }: Lifecycle,
  /** Starts a worker whose loop is gone. */
  start: (slot: string) => void,
): () => number {
  const tick = Math.min(TICK, options.lease / 4);
  const renewEvery = every(options.lease / 3, () => renewLeases(app, options.lease));
  const repair = repairer(app, listeners);
  const beatEvery = every(BEAT, () => {
    beat(app);
    if (role() === "server") repair();
    for (const slot of slots) start(slot);
  });
  const purgeEvery = every(PURGE, () => purge(app, options.keep));
  const sayEvery = every(STUCK, sayStuck);

  return () => {
    const held = heldFor();
    if (held > STUCK) sayEvery();
    // All that follows would wait for it as well, and say nothing.
    if (held > SHORT) return tick;
    replaceHanging(app, options.backoff);
    renewEvery();
    recover(app, types);
    beatEvery();
    purgeEvery();
    return tick;
  };
}

/** Runs `action` when it is called that much later than the last time; a clock that is put back does not stop it. */
function every(milliseconds: number, action: () => void): () => void {
  let last = 0;
  return () => {
    const passed = Date.now() - last;
    if (passed >= 0 && passed < milliseconds) return;
    action();
    last = Date.now();
  };
}

/** The worker stays where it is, since nothing can end it; its slot and its jobs are another's from now on. */
function replaceHanging(app: App, backoff: number) {
  for (const { token, slot, ...job } of hanging()) {
    unwatch(token);
    endLease(token);
    expire(app, { token, ...job }, backoff);
    leave(slot, ownerOf(slot));
    warn(
      app,
      `Pocketbundle: the job ${job.id} did not end within ${job.timeout} s: another worker goes on.`,
    );
  }
}

function renewLeases(app: App, lease: number) {
  const held = heldLeases();
  if (held.length === 0) return;
  const until = Date.now() + lease;
  renew(app, held, until);
  // Its worker may have ended one meanwhile.
  for (const token of held) if (leasedUntil(token) > 0) setLease(token, until);
}

/** Comparing the triggers costs: without a change of the schema they are as they were, so it is done once a minute. */
function repairer(app: App, listeners: Listeners): () => void {
  let seen: number | undefined;
  const mend = () => {
    repair(app, listeners);
    seen = schemaVersion(app);
  };
  const mendEvery = every(REPAIR, mend);
  return () => (seen === schemaVersion(app) ? mendEvery() : mend());
}

function repair(app: App, listeners: Listeners) {
  const mended = inTransaction(app, (tx) => syncTriggers(tx, listeners));
  if (mended.length === 0) return;
  const message = `Pocketbundle: the triggers that capture changes were not as they should be; mended: ${mended.join(", ")}.`;
  warn(app, message);
}

/** Milliseconds for which a change handler may hold the database unnoticed, and after which it is worth a word. */
const SHORT = 50;
const STUCK = 10_000;

const heldFor = () => (relayingSince() > 0 ? Date.now() - relayingSince() : 0);

function sayStuck() {
  console.error(
    `[pocketbundle] A change handler has held the database for ${Math.round(heldFor() / 1000)} s, and nobody can write. Does it use $app instead of ctx.app (it then waits for itself, for ever), or do what is a job's?`,
  );
}

/** How long one purge may take, in milliseconds. */
const PURGE_TURN = 500;
const IS_OLD = "status = {:status} AND finished != '' AND finished < {:before}";

function purge(app: App, keep: WorkerOptions["keep"]) {
  const until = Date.now() + PURGE_TURN;
  for (const [status, age] of Object.entries(keep)) {
    const params = { status, before: dateText(Date.now() - age) };
    deleteInPages(app, "bundle_jobs", IS_OLD, params, until);
  }
}
