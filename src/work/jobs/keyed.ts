// Enqueues jobs with a key.
import type { EnqueueOptions } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { value } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { timeRule } from "./enqueue-options.ts";
import { withKey } from "./job-types.ts";
import { replaceWaiting } from "./transitions/cancel.ts";
import { insertOrRenew, insertUnlessThere, type NewJob } from "./transitions/insert.ts";

/** Returns the id of the job, or of the job with its key that waits or runs in its place. */
export function putKeyed(app: App, job: NewJob, options: EnqueueOptions): string {
  if (options.again === "never") return putUnlessThere(app, job);
  const { throttle = 0 } = options;
  const rule = timeRule(options);
  const id = insertOrRenew(app, job, rule, throttle);
  if (id !== undefined) return id;
  return inTransaction(app, (tx) => {
    // The first statement is a write, so nobody enqueues between the two.
    const waited = replaceWaiting(tx, job);
    const time = waited !== undefined && waited > job.run_at ? waited : job.run_at;
    // The pause after a failure is kept: whatever has failed needs it, whoever asks next.
    return insertOrRenew(tx, { ...job, run_at: time }, rule, throttle) ?? job.id;
  });
}

/** How often to look, when the job with the key ends between the INSERT and the look for it. */
const LOOKS = 10;

function putUnlessThere(app: App, job: NewJob): string {
  for (let look = 0; look < LOOKS; look++) {
    if (insertUnlessThere(app, job)) return job.id;
    const id = value<string>(app, THERE, { type: job.type, key: job.key });
    if (id !== undefined) return id;
  }
  throw new Error(
    `The job "${job.type}" is not enqueued: jobs with its key end as fast as it looks for them. Enqueue it again.`,
  );
}

const THERE = (["queued", "running"] as const)
  .map(
    (status) =>
      `SELECT json_quote(id) AS row FROM bundle_jobs WHERE type = {:type} AND key = {:key} AND ${withKey(status)}`,
  )
  .join(" UNION ALL ");
