import type { Extension } from "../kernel/contract.ts";
import type { JobDefinition } from "./types.ts";

/** All jobs by their type. */
export type JobTypes = Map<string, JobDefinition & { extension: string }>;

export const jobTypesOf = (extensions: Extension[]): JobTypes =>
  new Map(
    extensions.flatMap(({ name, jobs = {} }) =>
      Object.entries(jobs).map(([type, job]) => [type, { ...job, extension: name }] as const),
    ),
  );

export const DEFAULT_ATTEMPTS = 8;
export const PRIORITIES = { high: 1, normal: 0, low: -1 } as const;

/** As SQL: a job with a key waits or runs. Word for word that of the unique index, or SQLite does not use it. */
export const KEY_WAITS = "key != '' AND finished = ''";

/** The type of the jobs that changes become whose handler has thrown; see `changes/failed.ts`. */
export const RETRY_CHANGE = "bundle.change";
