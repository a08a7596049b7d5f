// Completes a superuser's edit of a job in the dashboard, so that the queue can go on with the job.
import type { App, EventOf } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { fieldErrors } from "../../pocketbase/field-errors.ts";
import { value } from "../../pocketbase/sql.ts";
import { takeWriteLock } from "../../pocketbase/transaction.ts";
import type { JobTypes } from "./job-types.ts";
import { queueRows, type Replays } from "./replays.ts";
import { tellDead } from "./transitions/bury.ts";
import { ANEW, otherOfKey } from "./transitions/requeue.ts";

type Edited = EventOf<"recordUpdateExecute">["record"];

export function beforeEdit(app: App, record: Edited) {
  if (!record) return;
  const status = record.getString("status");
  record.set("priority", Math.sign(record.getFloat("priority")));
  if (!record.isNew()) refuseMoved(app, record);
  if (status === "running") refuseStatus("Only a worker sets a job to running: set it to queued.");
  if (record.isNew() || status === record.original().getString("status")) return;
  if (status === "queued") refuseTaken(app, record);
  const changed = status === "queued" ? ANEW : { token: "", leased_until: "", finished: now() };
  for (const [column, value] of Object.entries(changed)) record.set(column, value);
  // A job that was cancelled while it ran has a negative number.
  record.set("max_attempts", Math.abs(record.getInt("max_attempts")));
}

/**
 * A save writes all columns as they were when the record was read. For a job that runs, they would
 * take it from its worker, and it, or another one with its key, would run a second time beside it.
 */
export function refuseMoved(app: App, record: Edited) {
  if (!record) return;
  // No worker claims the job from here to the end of the transaction.
  takeWriteLock(app);
  const sql = "SELECT json_quote(status) AS row FROM bundle_jobs WHERE id = {:id}";
  const status = value<string>(app, sql, { id: record.id });
  if (status === "running") refuseStatus(RUNS);
  const before = record.original().getString("status");
  // A record that is saved twice in one transaction still has the original of the first time.
  if (status === undefined || status === before || status === record.getString("status")) return;
  refuseStatus(`The job was ${before} when it was read, and is ${status} now: read it again.`);
}

const RUNS =
  "The job runs, and nothing can end a handler that runs. Edit the job when this attempt has ended. To allow no further attempt until then, pause its type.";

function refuseStatus(message: string): never {
  throw fieldErrors({ status: message }, message);
}

/** The other job has the newer payload, which must not be lost. */
function refuseTaken(app: App, record: NonNullable<Edited>) {
  const [type, key] = [record.getString("type"), record.getString("key")];
  const other = otherOfKey(app, { id: record.id, type, key });
  if (other === undefined) return;
  throw new BadRequestError(
    `The job ${record.id} cannot be queued: the job ${other} with its key waits or runs. Queue it when that one has ended.`,
  );
}

/** Tells the job's row or its `onDead` of the edit, in the same transaction. */
export function afterEdit(tx: App, record: Edited, types: JobTypes, replays: Replays) {
  const status = record?.getString("status");
  if (!record || status === record.original().getString("status")) return;
  if (status === "queued") queueRows(tx, replays, [record.id]);
  if (status !== "dead") return;
  const text = (name: string) => record.getString(name);
  const error = text("error") || "Its status was set to dead.";
  tellDead(tx, types, { id: record.id, type: text("type"), payload: text("payload"), error });
}
