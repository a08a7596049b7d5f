// `ctx.jobs.cancel`, `reschedule` and `find`: jobs that somebody has enqueued before.
import type { EnqueueOptions, Job, JobRef } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { isObject } from "../../lib/object.ts";
import { type SqlParams, value } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { checkOptions, runAtOf } from "./enqueue-options.ts";
import { type JobTypes, withKey } from "./job-types.ts";
import { cancelJobs, cancelRunning } from "./transitions/cancel.ts";
import { hasNotBegun, recallJobs } from "./transitions/recall.ts";
import { rescheduleJobs } from "./transitions/reschedule.ts";

/** A condition in SQL, with its parameters. */
type Which = [where: string, params: SqlParams];

const OF_KEY = "type = {:type} AND key = {:key} AND key != ''";

function which(call: string, types: JobTypes, ref: JobRef): Which {
  if (typeof ref === "string" && ref !== "") return ["id = {:id}", { id: ref }];
  if (!isObject(ref)) {
    throw new Error(`${call}: Expected the id of a job, or { type, key }, got ${typeof ref}.`);
  }
  const { type, ...rest } = ref;
  if (!types.has(type)) {
    throw new Error(`${call}: ${unknownName("job type", String(type), [...types.keys()])}`);
  }
  checkOptions(call, rest, ["key"]);
  if (rest.key === undefined) throw new Error(`${call}: Missing: the key of the job.`);
  return [OF_KEY, { type, key: rest.key }];
}

export function findJob(app: App, types: JobTypes, ref: JobRef): Job | null {
  return find(app, which("ctx.jobs.find", types, ref));
}

const find = (app: App, [where, params]: Which): Job | null => {
  const job = value<Job>(app, where === OF_KEY ? BY_KEY : `${JOB} WHERE ${where}`, params);
  if (!job) return null;
  const status = job.status === "running" && hasNotBegun(app, job.id) ? "queued" : job.status;
  return { ...job, status, runAt: job.runAt.replace(" ", "T") };
};

const JOB = `SELECT json_object('id', id, 'type', type, 'key', key, 'status', status, 'attempts', attempts,
  'runAt', run_at, 'error', error, 'payload', iif(json_valid(payload), json(payload), NULL)) AS row FROM bundle_jobs`;
const ROWID = "SELECT rowid FROM bundle_jobs WHERE type = {:type} AND key = {:key} AND";
const BY_KEY = `${JOB} WHERE rowid = COALESCE((${ROWID} ${withKey("queued")}), (${ROWID} ${withKey("running")}),
  (${ROWID} key != '' ORDER BY started DESC, rowid DESC LIMIT 1))`;

export function cancelJob(app: App, types: JobTypes, ref: JobRef): boolean {
  const call = "ctx.jobs.cancel";
  const one = which(call, types, ref);
  const type = isObject(ref) ? ref.type : find(app, one)?.type;
  if (type?.startsWith("bundle.")) {
    throw new Error(
      `${call}: "${type}" is a type of Pocketbundle's own: what the job is for would wait for ever.`,
    );
  }
  return inTransaction(app, (tx) => {
    // This is a write that comes first, so the job does not begin to run in between.
    cancelRunning(tx, ...one);
    // What is recalled is cancelled, since it is marked.
    return recallJobs(tx, ...one) + cancelJobs(tx, ...one) > 0;
  });
}

export function rescheduleJob(
  app: App,
  types: JobTypes,
  ref: JobRef,
  time: Pick<EnqueueOptions, "delay" | "runAt">,
): boolean {
  const call = "ctx.jobs.reschedule";
  const one = which(call, types, ref);
  checkOptions(call, time, ["delay", "runAt"]);
  if (time.delay === undefined && time.runAt === undefined) {
    throw new Error(`${call}: Missing: the time, as { delay } or { runAt }.`);
  }
  return inTransaction(app, (tx) => {
    recallJobs(tx, ...one);
    return rescheduleJobs(tx, ...one, runAtOf(time)) > 0;
  });
}
