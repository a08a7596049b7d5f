// running → queued, after an attempt that has failed.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText } from "../../../lib/time.ts";
import { NO_LEASE, updateHeld } from "./held.ts";

/** An attempt that has failed. */
export interface Failure {
  id: string;
  /** How many attempts there were with this one. */
  attempts: number;
  error: string;
}

const RETRY = `status = 'queued', run_at = {:runAt}, attempts = {:attempts}, error = {:error}, ${NO_LEASE}`;

/** `delay` is in milliseconds. Returns whether the worker still held the job. */
export const retryJob = (app: App, token: string, failure: Failure, delay: number): boolean =>
  updateHeld(app, token, RETRY, "id = {:id}", {
    ...failure,
    runAt: dateText(Date.now() + delay),
  }) > 0;
