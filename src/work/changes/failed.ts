// A change whose handler has thrown becomes a job. It is tried again and may end dead, as any job,
// and can be run again from the dashboard.
import type { App } from "../../contract/pocketbase.ts";
import { dateText, retryDelay } from "../../lib/time.ts";
import { errorText, logFailure } from "../../pocketbase/failure-log.ts";
import { newId } from "../../pocketbase/ids.ts";
import { PRIORITIES, RETRY_CHANGE } from "../jobs/job-types.ts";
import { insertUnlessThere } from "../jobs/transitions/insert.ts";
import { type Captured, sourceOf } from "./change.ts";

/**
 * The job's key names the record, so that its later changes are not relayed before the job has
 * ended.
 */
export function retryLater(
  tx: App,
  captured: Captured,
  error: unknown,
  { backoff, attempts }: { backoff: number; attempts: number },
): void {
  const { collection, name, action } = sourceOf(captured);
  const record = captured[2];
  logFailure(tx, `change ${name}:${action} of ${record}, attempt 1 of ${attempts}`, error);
  const isQueued = insertUnlessThere(tx, {
    id: newId(),
    type: RETRY_CHANGE,
    key: `${collection}/${record}`,
    payload: JSON.stringify(captured),
    priority: PRIORITIES.normal,
    max_attempts: attempts,
    run_at: dateText(Date.now() + retryDelay(1, backoff)),
    attempts: 1,
    error: errorText(error),
  });
  if (!isQueued)
    throw new Error(`An earlier change of the record ${record} of ${name} still waits.`);
}
