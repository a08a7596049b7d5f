import type { Extension } from "../../contract/extension.ts";
import type { JobDefinition } from "../../contract/jobs.ts";

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

/**
 * As SQL: enqueues a job of a type with all defaults. For triggers, which write a row and its job in one statement: a
 * handler that waits for a transaction of two holds its VM for twice as long.
 */
export const enqueueSql = (type: string, id: string, payload: string, created: string): string =>
  `INSERT INTO bundle_jobs (id, type, payload, priority, max_attempts, status, created)
  VALUES (${id}, '${type}', ${payload}, ${PRIORITIES.normal}, ${DEFAULT_ATTEMPTS}, 'queued', ${created})`;

/** As SQL: a job with a key waits or runs. Word for word that of the unique index, or SQLite does not use it. */
export const KEY_WAITS = "key != '' AND finished = ''";

/** The type of the jobs that changes become whose handler has thrown; see `work/changes/failed.ts`. */
export const RETRY_CHANGE = "bundle.change";
