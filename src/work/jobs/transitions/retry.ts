// running → queued or cancelled, after an attempt that has failed.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText, now } from "../../../lib/time.ts";
import { updateHeld } from "./held.ts";
import { waitsAgain } from "./waits-again.ts";

/** An attempt that has failed. */
export interface Failure {
  id: string;
  /** How many attempts there were with this one. */
  attempts: number;
  error: string;
}

const RETRY = `${waitsAgain("{:error}")}, run_at = {:runAt}, attempts = {:attempts}`;

/** `delay` is in milliseconds. Returns whether the worker still held the job. */
export const retryJob = (app: App, token: string, failure: Failure, delay: number): boolean =>
  updateHeld(app, token, RETRY, "id = {:id}", {
    ...failure,
    now: now(),
    runAt: dateText(Date.now() + delay),
  }) > 0;
