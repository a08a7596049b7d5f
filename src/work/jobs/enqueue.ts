import type { EnqueueOptions } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { dateText, now } from "../../lib/time.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { DEFAULT_ATTEMPTS, type JobTypes, KEY_WAITS, PRIORITIES } from "./definitions.ts";

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
  const key = keyOf(options);
  const job: NewJob = {
    id: newId(),
    type,
    key,
    payload: payloadOf(type, payload),
    priority: priorityOf(options),
    attempts: attemptsOf(options) ?? definition.attempts ?? DEFAULT_ATTEMPTS,
    runAt: runAtOf(options),
  };
  if (collected) return collect(app, collected, job);
  const id = insert(app, job) ? job.id : waitingId(app, job);
  if (id === undefined) throw new Error(`The job "${type}" could not be enqueued.`);
  return id;
}

interface NewJob {
  id: string;
  type: string;
  key: string;
  payload: string;
  priority: number;
  attempts: number;
  runAt: string;
}

/** Whether it was made: with a key that waits or runs it is not. */
function insert(app: App, job: NewJob): boolean {
  const sql = job.key === "" ? INSERT : INSERT + UNLESS_KEY_WAITS;
  return execute(app, sql, { ...job, now: now() }) > 0;
}

const COLUMNS = "id, type, key, payload, priority, max_attempts, run_at, status, created";
const INSERT = `INSERT INTO bundle_jobs (${COLUMNS})
  VALUES ({:id}, {:type}, {:key}, {:payload}, {:priority}, {:attempts}, {:runAt}, 'queued', {:now})`;
const UNLESS_KEY_WAITS = ` ON CONFLICT (type, key) WHERE ${KEY_WAITS} DO NOTHING`;

/** The job with this key that waits or runs. */
const waitingId = (app: App, { type, key }: NewJob): string | undefined =>
  value<string>(
    app,
    `SELECT json_quote(id) AS row FROM bundle_jobs
    WHERE type = {:type} AND key = {:key} AND ${KEY_WAITS}`,
    { type, key },
  );

type Collected = Map<string, NewJob>;
let collected: Collected | undefined;

function collect(app: App, jobs: Collected, job: NewJob): string {
  const name = job.key === "" ? job.id : JSON.stringify([job.type, job.key]);
  const known = jobs.get(name)?.id ?? (job.key === "" ? undefined : waitingId(app, job));
  if (known === undefined) jobs.set(name, job);
  return known ?? job.id;
}

/** Runs `run` in a transaction that has the write lock, and then inserts all that it enqueued in one statement. */
export function collectJobs(app: App, run: () => void): void {
  const jobs: Collected = new Map();
  collected = jobs;
  try {
    run();
  } finally {
    collected = undefined;
  }
  if (jobs.size === 0) return;
  execute(app, INSERT_ALL, { jobs: JSON.stringify([...jobs.values()]), now: now() });
}

const field = (name: keyof NewJob) => `value ->> '${name}'`;
const INSERT_ALL = `INSERT INTO bundle_jobs (${COLUMNS})
  SELECT ${field("id")}, ${field("type")}, ${field("key")}, ${field("payload")}, ${field("priority")}, ${field("attempts")}, ${field("runAt")}, 'queued', {:now}
  FROM json_each({:jobs}) WHERE true ON CONFLICT DO NOTHING`;

function priorityOf({ priority = "normal" }: EnqueueOptions): number {
  if (Object.hasOwn(PRIORITIES, priority)) return PRIORITIES[priority];
  throw new Error(unknownName("priority", priority, Object.keys(PRIORITIES)));
}

function runAtOf({ delay, runAt }: EnqueueOptions): string {
  if (delay === undefined && runAt === undefined) return "";
  if (runAt === undefined && !(Number(delay) >= 0 && Number(delay) <= MAX_DELAY)) {
    throw new Error(
      `A job's delay is a number of seconds, 0 to ${MAX_DELAY}, got ${JSON.stringify(delay)}.`,
    );
  }
  const time = runAt === undefined ? Date.now() + Number(delay) * 1000 : new Date(runAt).getTime();
  if (!Number.isNaN(time)) return dateText(time);
  throw new Error(`A job's runAt is a date or an ISO text, got ${JSON.stringify(runAt)}.`);
}
/** Ten years, in seconds: more is a time in milliseconds, or a mistake. */
const MAX_DELAY = 315_360_000;

function keyOf({ key = "" }: EnqueueOptions): string {
  // SQLite would keep half a surrogate pair as something else, and not find it again.
  if (typeof key === "string" && !/[\ud800-\udfff]/u.test(key)) return key;
  throw new Error(`A job's key is a text, got ${JSON.stringify(key)}.`);
}

function attemptsOf({ attempts }: EnqueueOptions): number | undefined {
  if (attempts === undefined || (Number.isInteger(attempts) && attempts > 0)) return attempts;
  throw new Error(`A job's attempts are a whole number above 0, got ${JSON.stringify(attempts)}.`);
}

function payloadOf(type: string, payload: unknown = null): string {
  const text: unknown = JSON.stringify(payload);
  if (typeof text === "string") return text;
  throw new Error(
    `The payload of a "${type}" job is stored as JSON, and a ${typeof payload} is none.`,
  );
}
