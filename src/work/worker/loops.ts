// The loops of a process run in PocketBase's cron.
import type { App } from "../../contract/pocketbase.ts";
import { closePolled } from "../../pocketbase/polled.ts";
import type { Background } from "../background.ts";
import { PRIORITIES } from "../jobs/job-types.ts";
import { recallJobs } from "../jobs/transitions/recall.ts";
import { own, slots } from "../store.ts";
import { type Due, lookForWork } from "./due.ts";
import { loop } from "./loop.ts";
import { isExtra, KEEPER, startIfGone, startOneMore, URGENT } from "./starter.ts";
import { Worker } from "./worker.ts";

/**
 * Runs at the start and every minute. Starts a loop that does not run. A process has no role before
 * its storage is as it should be.
 */
export function onTick(app: App, slot: string, background: Background) {
  if (own.role() === "" || own.isStopping() || slots.ownerOf(slot) !== "") return;
  try {
    if (isExtra(slot) && !isDue(lookForWork(app, background.types)())) return;
    loop(app, slot, stepOf(app, slot, background));
  } finally {
    closePolled();
  }
}

const URGENT_ONLY = [PRIORITIES.high];
const isDue = ({ changes, types }: Due) => changes || types.length > 0;

function stepOf(app: App, slot: string, background: Background): () => number {
  const { types } = background;
  if (slot === KEEPER) {
    const [look, lookForUrgent] = [lookForWork(app, types), lookForWork(app, types, URGENT_ONLY)];
    return lazy(import("./keeper.ts")).keeper(app, background, {
      start: (gone) => startIfGone(app, gone),
      startOneMore: () => startOneMore(app, background.slots),
      isDue: () => isDue(look()),
      isUrgent: () => isDue(lookForUrgent()),
      giveBack: () => recallJobs(app, "true", {}),
    });
  }
  const worker = new Worker(
    app,
    slot,
    background,
    () => startOneMore(app, background.slots),
    slot === URGENT ? URGENT_ONLY : undefined,
  );
  return () => worker.step();
}
