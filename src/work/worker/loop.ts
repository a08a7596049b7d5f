// A loop stays in the VM of its cron or request, because PocketBase's runtime cannot start threads.
import type { App } from "../../contract/pocketbase.ts";
import { logFailure } from "../../pocketbase/failure-log.ts";
import { own, slots } from "../store.ts";
import { isExtra, URGENT } from "./starter.ts";

/** A pausing loop checks this often whether to end, in milliseconds. */
const STEP = 1000;
/** How long a loop waits after an error, and how often it logs one at most, in milliseconds. */
const AFTER_ERROR = 1000;
const SAY_AGAIN = 30_000;
/** How long a worker that is not always needed waits for more work, in milliseconds. */
const LINGER = 3000;

/**
 * Runs `step` until the server stops, or until a worker that is not always needed waits. `step`
 * returns how many milliseconds to wait. An error, such as a full disk, does not end the loop, because the
 * work is still in the database.
 */
export function loop(app: App, slot: string, step: () => number): void {
  const owner = $security.randomString(10);
  if (!slots.take(slot, owner)) return;
  const goesOn = () => !own.isStopping() && slots.ownerOf(slot) === owner;
  const patience = slot === URGENT || own.endsWhenIdle() ? 0 : isExtra(slot) ? LINGER : undefined;
  let said = 0;
  let workedAt = Date.now();
  try {
    while (goesOn()) {
      const wait = attempt();
      if (wait === 0) workedAt = Date.now();
      else if (patience !== undefined && Math.abs(Date.now() - workedAt) >= patience) return;
      pause(wait, slot, goesOn);
    }
  } finally {
    slots.leave(slot, owner);
  }

  function attempt(): number {
    try {
      return step();
    } catch (error) {
      if (Date.now() - said > SAY_AGAIN) logFailure(app, `background work (${slot})`, error);
      said = Date.now();
      return AFTER_ERROR;
    }
  }
}

/** No pause gets longer when the clock is put back. */
function pause(milliseconds: number, slot: string, goesOn: () => boolean) {
  const until = Date.now() + milliseconds;
  for (let left = milliseconds; left > 0 && goesOn(); left = until - Date.now()) {
    slots.sleep(slot, Math.min(STEP, left, milliseconds));
    if (left > milliseconds) return;
  }
}
