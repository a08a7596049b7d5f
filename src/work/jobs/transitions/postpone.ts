// running → queued or cancelled, without an attempt: the job's time has not come.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText, now } from "../../../lib/time.ts";
import { updateHeld } from "./held.ts";
import { waitsAgain } from "./waits-again.ts";

/** An attempt that is counted already is taken off again. */
const POSTPONED = `${waitsAgain()}, run_at = {:runAt}, attempts = attempts - (id = {:begun})`;

/** `delay` is in milliseconds. Returns whether the worker still held the job. */
export const postponeJob = (
  app: App,
  token: string,
  { id, begun }: { id: string; begun: string },
  delay: number,
): boolean => {
  const runAt = dateText(Date.now() + delay);
  return updateHeld(app, token, POSTPONED, "id = {:id}", { id, begun, runAt, now: now() }) > 0;
};
