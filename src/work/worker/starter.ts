// Starts the loops. Only requests and crons run in parallel in PocketBase, and the next minute of
// its cron may be a minute away, so the crons of the loops are run at once.
import type { App } from "../../contract/pocketbase.ts";
import { keepServer, runCronNow } from "../../pocketbase/goroutine.ts";
import { own, slots } from "../store.ts";

/** The slot of the keeper. All other slots are workers'. */
export const KEEPER = "keeper";
/**
 * The slot of one more worker, which relays changes and runs jobs of high priority. It is started
 * when such work is due and all other workers are in jobs, and it ends when none is left.
 */
export const URGENT = "urgent";

/**
 * So many workers of a server always run. Each holds a VM of PocketBase's pool, which requests need,
 * so the others are started when there is more work, and end when there is none.
 */
const STEADY = 2;

/** Whether the worker of a slot runs only when it is needed. */
export const isExtra = (slot: string) =>
  own.role() === "server" && Number(slot.replace("worker-", "")) > STEADY;

/** The name of the cron that runs a slot's loop. */
export const cronOf = (slot: string) => `pocketbundle-${slot}`;

/** Runs when the server's port is open. Starts the keeper, which starts the workers. */
export function startKeeper(app: App, server: unknown) {
  if (own.endsWhenIdle()) return;
  keepServer(server);
  startIfGone(app, KEEPER);
}

/** How long running work may go on when the server stops, in milliseconds. */
const GRACE = 3000;

/** Ends the workers. Waits for the jobs that run, as long as `GRACE` allows. */
export function endWorkers(workers: string[]) {
  if (own.role() === "" || own.isStopping()) return;
  own.stop();
  for (const until = Date.now() + GRACE; areAtWork(workers) && Date.now() < until; ) sleep(10);
}

export const areAtWork = (workers: string[]) => [URGENT, ...workers].some(slots.isAwake);

export function startIfGone(app: App, slot: string) {
  if (slots.ownerOf(slot) === "") runCronNow(app, cronOf(slot));
}

/** Starts one more of the workers, if one of them does not run. */
export function startOneMore(app: App, workers: string[]) {
  const gone = workers.find((slot) => slots.ownerOf(slot) === "");
  if (gone) startIfGone(app, gone);
}
