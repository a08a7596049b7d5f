// The lease of a job that hangs ends now, and the job is tried again as after any other failure
// (see recover.ts). The third time in a row, it is dead.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText, now, retryDelay } from "../../../lib/time.ts";
import { logAgain } from "../../../pocketbase/failure-log.ts";
import { value } from "../../../pocketbase/sql.ts";
import type { JobTypes } from "../job-types.ts";
import { buryFailed } from "./bury.ts";
import { updateHeld } from "./held.ts";

/** A job that has run for longer than its type's `timeout`, in seconds. */
export interface Hanging {
  token: string;
  id: string;
  timeout: number;
  /** Whether this attempt is counted already. */
  isBegun: boolean;
}

/** After this many attempts in a row that hang, a job is dead, because each may cost a processor. */
const MOST = 3;
const REASON = /^It did not end within \d+ s(?:, (\d+) times in a row)?\./;

/** `backoff` is the milliseconds before a second attempt. */
export function expireLease(app: App, types: JobTypes, hanging: Hanging, backoff: number): void {
  const { token, id, timeout, isBegun } = hanging;
  const [type, payload, max, before, last] = value<JobState>(app, STATE, { id }) ?? NO_STATE;
  const attempts = before + (isBegun ? 0 : 1);
  const [isAgain, count = 1] = REASON.exec(last) ?? [];
  const times = isAgain === undefined ? 1 : Number(count) + 1;
  const error = `It did not end within ${timeout} s${times > 1 ? `, ${times} times in a row` : ""}.`;
  // The number is negative for a job that was cancelled while it ran (see waits-again.ts).
  if (times >= MOST && max >= 0) {
    const dead = { id, type, payload, attempts, error: `${error} ${GIVEN_UP}` };
    if (buryFailed(app, types, token, dead)) logAgain(app, `job ${type} ${id}, given up,`, error);
  }
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
    error,
    runAt: dateText(Date.now() + retryDelay(attempts, backoff)),
  });
}

const GIVEN_UP = `A job that hangs ${MOST} times is given up: correct its handler, or its timeout, and set its status to "queued".`;

type JobState = [type: string, payload: string, max: number, attempts: number, error: string];
const NO_STATE: JobState = ["", "", -1, 0, ""];
const STATE =
  "SELECT json_array(type, payload, max_attempts, attempts, error) AS row FROM bundle_jobs WHERE id = {:id}";
