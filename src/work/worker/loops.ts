// The loops of a process run in PocketBase's cron.
import type { App } from "../../contract/pocketbase.ts";
import type { Background } from "../background.ts";
import { own, slots } from "../store.ts";
import { loop } from "./loop.ts";
import { KEEPER, startIfGone } from "./starter.ts";
import { Worker } from "./worker.ts";

/**
 * Runs at the start and every minute. Starts a loop that does not run. A process has no role before
 * its storage is as it should be.
 */
export function onTick(app: App, slot: string, background: Background) {
  if (own.role() === "" || own.isStopping() || slots.ownerOf(slot) !== "") return;
  loop(app, slot, stepOf(app, slot, background));
}

function stepOf(app: App, slot: string, background: Background): () => number {
  if (slot === KEEPER)
    return lazy(import("./keeper.ts")).keeper(app, background, (gone) => startIfGone(app, gone));
  const worker = new Worker(app, slot, background);
  return () => worker.step();
}
