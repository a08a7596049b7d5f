import type { App, Extension } from "../kernel/contract.ts";
import { unknownName } from "../kernel/nearest.ts";
import { value } from "../kernel/sql.ts";
import { dateText } from "../kernel/time.ts";
import type { EnqueueOptions, JobDefinition } from "./types.ts";

/** All jobs by their type. */
export type JobTypes = Map<string, JobDefinition & { extension: string }>;

export const DEFAULT_ATTEMPTS = 8;
export const PRIORITIES = { high: 1, normal: 0, low: -1 } as const;

export const jobTypesOf = (extensions: Extension[]): JobTypes =>
  new Map(
    extensions.flatMap(({ name, jobs = {} }) =>
      Object.entries(jobs).map(([type, job]) => [type, { ...job, extension: name }] as const),
    ),
  );

/** See `Jobs.enqueue`. */
export function enqueue(
  app: App,
  types: JobTypes,
  type: string,
  payload: unknown,
  options: EnqueueOptions = {},
): string {
  const definition = types.get(type);
  if (!definition) throw new Error(unknownName("job type", type, [...types.keys()]));
  const key = options.key ?? "";
  const params = {
    type,
    key,
    payload: JSON.stringify(payload ?? null),
    priority: priorityOf(options),
    attempts: options.attempts ?? definition.attempts ?? DEFAULT_ATTEMPTS,
    runAt: runAtOf(options),
    created: dateText(Date.now()),
  };
  const made = value<string>(app, INSERT, params);
  const id = made ?? value<string>(app, FIND, { type, key });
  if (id === undefined) throw new Error(`The job "${type}" could not be enqueued.`);
  return id;
}

const INSERT = `INSERT INTO bundle_jobs (type, payload, status, key, priority, max_attempts, run_at, created)
  VALUES ({:type}, {:payload}, 'queued', {:key}, {:priority}, {:attempts}, {:runAt}, {:created})
  ON CONFLICT (type, key) WHERE key != '' AND finished = '' DO NOTHING
  RETURNING json_quote(id) AS row`;
const FIND = `SELECT json_quote(id) AS row FROM bundle_jobs
  WHERE type = {:type} AND key = {:key} AND key != '' AND finished = ''`;

function priorityOf({ priority = "normal" }: EnqueueOptions): number {
  if (Object.hasOwn(PRIORITIES, priority)) return PRIORITIES[priority];
  throw new Error(unknownName("priority", priority, Object.keys(PRIORITIES)));
}

function runAtOf({ delay, runAt }: EnqueueOptions): string {
  if (delay === undefined && runAt === undefined) return "";
  const time = runAt === undefined ? Date.now() + Number(delay) * 1000 : new Date(runAt).getTime();
  if (Number.isNaN(time)) {
    throw new Error(
      `A job's delay is a number of seconds and its runAt a date, got ${JSON.stringify(runAt ?? delay)}.`,
    );
  }
  return dateText(time);
}
