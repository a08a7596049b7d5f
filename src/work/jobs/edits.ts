// Completes a superuser's edit of a job in the dashboard, so that the queue can go on with the job.
import type { App, EventOf } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import type { JobTypes } from "./job-types.ts";
import { queueRows, type Replays } from "./replays.ts";
import { tellDead } from "./transitions/bury.ts";
import { ANEW, otherOfKey } from "./transitions/requeue.ts";

type Edited = EventOf<"recordUpdateExecute">["record"];

export function beforeEdit(app: App, record: Edited) {
  if (!record) return;
  const status = record.getString("status");
  record.set("priority", Math.sign(record.getFloat("priority")));
  if (record.isNew() || status === record.original().getString("status")) return;
  if (status === "queued") refuseTaken(app, record);
  const isOver = status !== "queued" && status !== "running";
  const changed =
    status === "queued" ? ANEW : { token: "", leased_until: "", finished: isOver ? now() : "" };
  for (const [column, value] of Object.entries(changed)) record.set(column, value);
  // A job that was cancelled while it ran has a negative number.
  record.set("max_attempts", Math.abs(record.getInt("max_attempts")));
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
