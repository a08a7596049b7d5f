// running → queued, without an attempt: the job's time has not come.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText } from "../../../lib/time.ts";
import { NO_LEASE, updateHeld } from "./held.ts";

/** An attempt that is counted already is taken off again. */
const POSTPONED = `status = 'queued', run_at = {:runAt}, attempts = attempts - (id = {:begun}), ${NO_LEASE}`;

/** `delay` is in milliseconds. Returns whether the worker still held the job. */
export const postponeJob = (
  app: App,
  token: string,
  { id, begun }: { id: string; begun: string },
  delay: number,
): boolean => {
  const runAt = dateText(Date.now() + delay);
  return updateHeld(app, token, POSTPONED, "id = {:id}", { id, begun, runAt }) > 0;
};
