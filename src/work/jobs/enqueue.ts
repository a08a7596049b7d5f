// `ctx.jobs` checks a job, and puts it into the queue.
import type { EnqueueOptions, Jobs } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { newId } from "../../pocketbase/ids.ts";
import { value } from "../../pocketbase/sql.ts";
import { attemptsOf, keyOf, payloadOf, priorityOf, runAtOf } from "./enqueue-options.ts";
import { DEFAULT_ATTEMPTS, type JobTypes, KEY_WAITS } from "./job-types.ts";
import { insertJob, insertJobs, type NewJob } from "./transitions/insert.ts";

/**
 * Puts a job into the queue, at once or later. Returns its id, or that of a job with its key that
 * waits or runs.
 */
type Put = (app: App, job: NewJob) => string;

/** The queue that contexts write to. */
export const queueOf =
  (types: JobTypes, put: Put = putNow) =>
  (app: App): Jobs => ({
    enqueue: (type, payload, options) => put(app, newJob(types, type, payload, options)),
  });

/** See `Jobs.enqueue`. */
function newJob(
  types: JobTypes,
  type: string,
  payload: unknown,
  options: EnqueueOptions = {},
): NewJob {
  const definition = types.get(type);
  if (!definition) throw new Error(unknownName("job type", type, [...types.keys()]));
  return {
    id: newId(),
    type,
    key: keyOf(options),
    payload: payloadOf(type, payload),
    priority: priorityOf(options),
    max_attempts: attemptsOf(options) ?? definition.attempts ?? DEFAULT_ATTEMPTS,
    run_at: runAtOf(options),
    attempts: 0,
    error: "",
  };
}

function putNow(app: App, job: NewJob): string {
  const id = insertJob(app, job) ? job.id : waitingId(app, job);
  if (id === undefined)
    throw new Error(
      `The job "${job.type}" is not enqueued: the job with its key ended at that moment. Enqueue it again.`,
    );
  return id;
}

/** The id of the job with this key that waits or runs. */
const waitingId = (app: App, { type, key }: NewJob): string | undefined =>
  value<string>(
    app,
    `SELECT json_quote(id) AS row FROM bundle_jobs
    WHERE type = {:type} AND key = {:key} AND ${KEY_WAITS}`,
    { type, key },
  );

/** Collects the jobs of a transaction that has the write lock, to insert them in one statement. */
export class JobCollector {
  private readonly jobs = new Map<string, NewJob>();

  readonly put: Put = (app, job) => {
    const name = job.key === "" ? job.id : JSON.stringify([job.type, job.key]);
    const known = this.jobs.get(name)?.id ?? (job.key === "" ? undefined : waitingId(app, job));
    if (known === undefined) this.jobs.set(name, job);
    return known ?? job.id;
  };

  insert(app: App) {
    insertJobs(app, [...this.jobs.values()]);
  }
}
