// A change whose handler threw becomes a job: it is tried again, ends dead, and can be run again from the dashboard, as any job.

import type { App } from "../../contract/pocketbase.ts";
import { dateText, now, retryDelay } from "../../lib/time.ts";
import { errorText, logFailure } from "../../pocketbase/log.ts";
import { execute } from "../../pocketbase/sql.ts";
import { DEFAULT_ATTEMPTS, RETRY_CHANGE } from "../jobs/definitions.ts";
import { type Captured, sourceOf } from "./change.ts";

/** The job's key is the record's: no later change of the record is relayed before the job has ended. */
export function postpone(tx: App, captured: Captured, error: unknown, backoff: number): void {
  const { collection, name, action } = sourceOf(captured);
  const record = captured[2];
  logFailure(tx, `change ${name}:${action} of ${record}, attempt 1 of ${DEFAULT_ATTEMPTS}`, error);
  execute(
    tx,
    `INSERT INTO bundle_jobs (type, key, payload, status, attempts, max_attempts, run_at, error, created)
    VALUES ('${RETRY_CHANGE}', {:key}, {:payload}, 'queued', 1, ${DEFAULT_ATTEMPTS}, {:runAt}, {:error}, {:now})`,
    {
      key: `${collection}/${record}`,
      payload: JSON.stringify(captured),
      runAt: dateText(Date.now() + retryDelay(1, backoff)),
      error: errorText(error),
      now: now(),
    },
  );
}
