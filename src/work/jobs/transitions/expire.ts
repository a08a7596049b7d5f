// The lease of a job that hangs ends now, and the job is tried again as after any other failure
// (see recover.ts).
import type { App } from "../../../contract/pocketbase.ts";
import { dateText, now, retryDelay } from "../../../lib/time.ts";
import { value } from "../../../pocketbase/sql.ts";
import { updateHeld } from "./held.ts";

/** A job that has run for longer than its type's `timeout`, in seconds. */
export interface Hanging {
  token: string;
  id: string;
  timeout: number;
  /** Whether this attempt is counted already. */
  isBegun: boolean;
}

/** `backoff` is the milliseconds before a second attempt. */
export function expireLease(
  app: App,
  { token, id, timeout, isBegun }: Hanging,
  backoff: number,
): void {
  const attempt = "SELECT attempts + {:more} AS row FROM bundle_jobs WHERE id = {:id}";
  const attempts = value<number>(app, attempt, { id, more: isBegun ? 0 : 1 }) ?? 1;
  const ofThis = (column: string, expression: string) =>
    `${column} = iif(id = {:id}, ${expression}, ${column})`;
  const set = [
    "leased_until = {:now}",
    ofThis("error", "{:error}"),
    ofThis("run_at", "{:runAt}"),
    ofThis("attempts", "{:attempts}"),
  ].join(", ");
  // All jobs of the batch share the lease, so the others begin anew at once.
  updateHeld(app, token, set, "true", {
    id,
    attempts,
    now: now(),
    error: `It did not end within ${timeout} s.`,
    runAt: dateText(Date.now() + retryDelay(attempts, backoff)),
  });
}
