// `ctx.jobs` checks a job, and puts it into the queue.
import type { EnqueueOptions, Jobs } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { newId } from "../../pocketbase/ids.ts";
import { checkOptions, payloadOf, runAtOf } from "./enqueue-options.ts";
import { type JobTypes, PRIORITIES } from "./job-types.ts";
import { insertJob, insertJobs, type NewJob } from "./transitions/insert.ts";

const keyed = () => lazy(import("./keyed.ts"));
const known = () => lazy(import("./known-jobs.ts"));

/** Where jobs without a key go: into the queue at once, or all together later. */
export interface Sink {
  put(app: App, job: NewJob): void;
  /** Puts all jobs that it has collected into the queue. */
  flush(app: App): void;
}

const AT_ONCE: Sink = { put: insertJob, flush() {} };

/** The queue that contexts write to. */
export const queueOf =
  (types: JobTypes, sink = AT_ONCE) =>
  (app: App): Jobs => ({
    enqueue(type, payload, options = NO_OPTIONS) {
      const job = newJob(types, type, payload, options);
      if (job.key === "") sink.put(app, job);
      else {
        sink.flush(app);
        return keyed().putKeyed(app, job, options);
      }
      return job.id;
    },
    cancel(job) {
      sink.flush(app);
      return known().cancelJob(app, types, job);
    },
    reschedule(job, time) {
      sink.flush(app);
      return known().rescheduleJob(app, types, job, time);
    },
    find(job) {
      sink.flush(app);
      return known().findJob(app, types, job);
    },
  });

const NO_OPTIONS: EnqueueOptions = {};

function newJob(types: JobTypes, type: string, payload: unknown, options: EnqueueOptions): NewJob {
  const definition = types.get(type);
  if (!definition) throw new Error(unknownName("job type", type, [...types.keys()]));
  if (options !== NO_OPTIONS) checkOptions(`ctx.jobs.enqueue("${type}")`, options);
  const { key = "", priority = "normal", attempts = definition.attempts } = options;
  return {
    id: newId(),
    type,
    key,
    payload: payloadOf(type, payload),
    priority: PRIORITIES[priority],
    max_attempts: attempts,
    run_at: runAtOf(options),
    attempts: 0,
    error: "",
  };
}

/** Collects the jobs of a transaction that has the write lock, to insert them in one statement. */
export class JobCollector implements Sink {
  private jobs: NewJob[] = [];

  readonly put = (_: App, job: NewJob) => {
    this.jobs.push(job);
  };

  readonly flush = (app: App) => {
    const { jobs } = this;
    this.jobs = [];
    insertJobs(app, jobs);
  };
}
