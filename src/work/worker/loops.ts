// The loops of a process run in the request of a knock until the next full minute, then in
// PocketBase's cron.
import type { App } from "../../contract/pocketbase.ts";
import type { RouteContext } from "../../contract/route.ts";
import type { Background } from "../background.ts";
import { door, own, slots } from "../store.ts";
import { KEEPER, knockIfGone, SECRET_HEADER } from "./door.ts";
import { keeper } from "./keeper.ts";
import { loop } from "./loop.ts";
import { Worker } from "./worker.ts";

function run(app: App, slot: string, background: Background, mayStay = () => true) {
  loop(app, slot, stepOf(app, slot, background), mayStay);
}

function stepOf(app: App, slot: string, background: Background): () => number {
  if (slot === KEEPER) return keeper(app, background, knockIfGone);
  const worker = new Worker(app, slot, background);
  return () => worker.step();
}

/** A process has no role before its storage is as it should be. */
const mayRun = () => own.role() !== "" && !own.isStopping();

/**
 * Runs every minute. Takes a slot over from a loop in a request, and starts a loop that has ended.
 */
export function onTick(app: App, slot: string, background: Background) {
  if (!mayRun()) return;
  if (slots.ownerOf(slot) !== "" && !leaveFor(slot)) return;
  run(app, slot, background);
}

/**
 * Waits until the loop in a request has ended. Returns `false` without one, or when another tick
 * waits already.
 */
function leaveFor(slot: string): boolean {
  if (!slots.isGuest(slot)) return false;
  slots.setGuest(slot, false);
  while (slots.ownerOf(slot) !== "" && !own.isStopping()) sleep(10);
  return !own.isStopping();
}

/**
 * A knock is answered at once, and the loop goes on in the request's goroutine until the first
 * tick.
 */
export function onKnock(
  { app, params, request, event }: RouteContext,
  background: Background,
): void {
  const { slot = "" } = params;
  const secret = door.secret();
  const isOwn = $security.equal(request.header(SECRET_HEADER), secret);
  if (!isOwn || secret === "" || ![...background.slots, KEEPER].includes(slot)) {
    throw new NotFoundError();
  }
  if (!mayRun() || slots.ownerOf(slot) !== "") return;
  event.noContent(204);
  event.flush();
  slots.setGuest(slot, true);
  run(app, slot, background, () => slots.isGuest(slot));
}
