import type { Extension } from "../../contract/extension.ts";
import type { JobDefinition } from "../../contract/jobs.ts";
import { duration, retryDelay } from "../../lib/time.ts";
import type { WorkerOptions } from "../worker/worker-options.ts";

export interface JobType extends JobDefinition {
  extension: string;
  attempts: number;
}

/** All jobs by their type. */
export type JobTypes = Map<string, JobType>;

export const DEFAULT_ATTEMPTS = 8;

export const jobTypesOf = (extensions: Extension[], options: WorkerOptions): JobTypes =>
  new Map(
    extensions.flatMap(({ name: extension, jobs = {} }) =>
      Object.entries(jobs).map(
        ([type, job]) => [type, { ...job, extension, attempts: attemptsOf(job, options) }] as const,
      ),
    ),
  );

export function attemptsOf(
  { attempts, retryFor }: Pick<JobDefinition, "attempts" | "retryFor">,
  { retryFor: usual, backoff }: WorkerOptions,
): number {
  const time = retryFor ?? (attempts === undefined ? usual : undefined);
  return time === undefined ? (attempts ?? DEFAULT_ATTEMPTS) : attemptsWithin(time, backoff);
}

/** How many attempts it takes until at least this time has passed between the first and the last. */
function attemptsWithin(time: string, backoff: number): number {
  let attempts = 1;
  for (let left = duration(time); left > 0; attempts++) left -= retryDelay(attempts, backoff, 0.5);
  return attempts;
}
export const PRIORITIES = { high: 1, normal: 0, low: -1 } as const;
export const ALL_PRIORITIES: number[] = Object.values(PRIORITIES);

/** In SQL: the id of the row that a job runs. The index of dead jobs has this text. */
export const ROW = "iif(json_valid(payload), payload ->> 'id', '')";

/** The SQL condition for a job that has a key, and waits or runs. */
export const KEY_WAITS = "key != '' AND finished = ''";

/**
 * The SQL condition for a job that has a key and this status. It must be the text that the unique
 * indexes have, or SQLite would not use them.
 */
export const withKey = (status: "queued" | "running", table = ""): string =>
  `${table}key != '' AND ${table}status = '${status}'`;

/**
 * The SQL condition that no job with the same key runs. Only jobs with a key look for the other
 * one.
 */
export const NONE_RUNS = `(key = '' OR NOT EXISTS (SELECT 1 FROM bundle_jobs AS other
  WHERE other.type = bundle_jobs.type AND other.key = bundle_jobs.key AND ${withKey("running", "other.")}))`;

/**
 * The type of the jobs that changes become when their handler has thrown; see
 * `work/changes/failed.ts`.
 */
export const RETRY_CHANGE = "bundle.change";
