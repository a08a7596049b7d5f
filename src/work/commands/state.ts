// What background work has stored, counted. It is read without a config. What waits or runs is
// counted exactly, and what has ended is looked up in an index, as far as `MOST`: there may be
// millions of rows, and somebody may ask every second.
import type { App } from "../../contract/pocketbase.ts";
import { dateText, now } from "../../lib/time.ts";
import { VERSION } from "../../lib/version.ts";
import { rows, value } from "../../pocketbase/sql.ts";
import { lives, type WorkerRow, workers } from "../heartbeat.ts";
import { pausedTypes } from "../jobs/paused.ts";
import { STORED } from "./stored.ts";

/** A count of dead jobs, or of rows with a status, ends here: then there are so many or more. */
export const MOST = 1000;
/** More jobs than these are not read to learn how many are done in a minute. */
const NEWEST = 2000;

interface TypeStatus {
  type: string;
  /** `due` and `scheduled` together. */
  waiting: number;
  /** Jobs that may run now. */
  due: number;
  /** Jobs that wait for a later time: a delay, or the next attempt. */
  scheduled: number;
  running: number;
  /** At most 1,000. */
  dead: number;
  /** Seconds that the oldest due job has waited. */
  oldest: number;
  /** Jobs done in the last minute or, of more than 2,000, at the pace of the last 2,000. */
  rate: number;
}

export interface QueueState {
  /** Captured changes that wait for the relay. */
  changes: number;
  jobs: TypeStatus[];
  workers: WorkerRow[];
}

export interface StoredError {
  /** `job`, `mail` or `event`. */
  kind: string;
  id: string;
  /** The job's type, the mail's message, or the event's source and type. */
  about: string;
  status: string;
  /** The first line of the error. */
  error: string;
}

export interface State extends QueueState {
  version: string;
  notes: string[];
  workers: (WorkerRow & { lives: boolean })[];
  /**
   * How many rows have each status, at most 1,000, by `mails` and `events`; without those that have
   * no table.
   */
  rows: Record<string, Record<string, number>>;
  errors: StoredError[];
}

export const queueState = (app: App): QueueState => ({
  changes: value<number>(app, "SELECT count(*) AS row FROM bundle_captured") ?? 0,
  jobs: jobsOf(app),
  workers: workers(app),
});

/** `notes` are sentences that a person should know of, shown above everything else. */
export function stateOf(app: App, notes: string[]): State {
  const queue = queueState(app);
  return {
    version: VERSION,
    notes: [...notes, ...pausedTypes(app).map(pausedNote)],
    ...queue,
    workers: queue.workers.map((one) => ({ ...one, lives: lives(one.id) })),
    rows: Object.fromEntries(storedIn(app).map(([name]) => [kindOf(name), countsOf(app, name)])),
    errors: errorsOf(app),
  };
}

/** The types of the config, and the types that have a job which is not over or has failed. */
function jobsOf(app: App): TypeStatus[] {
  const found = new Map<string, TypeStatus>();
  const params = { now: now(), since: dateText(Date.now() - 60_000) };
  for (const counts of rows<Partial<TypeStatus> & { type: string }>(app, JOBS, params)) {
    found.set(counts.type, { ...(found.get(counts.type) ?? NONE), ...counts });
  }
  return [...found.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

const pausedNote = (type: string) =>
  `Jobs of the type ${type} are paused. Run \`pocketbase bundle resume ${type}\` to let them run.`;

/** `mails` for `bundle_mails`. */
const kindOf = (collection: string) => collection.replace("bundle_", "");

const countsOf = (app: App, table: string): Record<string, number> =>
  Object.fromEntries(
    rows<[string, number]>(
      app,
      `SELECT json_array(status, count) AS row FROM (${eachOf(table, "status")})`,
    ),
  );

/** Each value of a column that an index begins with, and its `count`. It reads no more than that. */
function eachOf(table: string, column: string, and = ""): string {
  const from = `FROM ${table} WHERE ${column}`;
  const next = (after: string) => `SELECT min(${column}) ${from} ${after}${and}`;
  return `WITH RECURSIVE each(one) AS (${next("> ''")} UNION ALL SELECT (${next("> one")}) FROM each WHERE one != '') SELECT one AS ${column}, (SELECT count(*) FROM (SELECT 1 ${from} = one${and} LIMIT ${MOST})) AS count FROM each WHERE one != ''`;
}

/** The newest of each kind that were given up, and of those that will be tried again. */
function errorsOf(app: App): StoredError[] {
  const find = (kind: string, about: string, from: string) =>
    rows<StoredError>(
      app,
      `SELECT json_object('kind', '${kind}', 'id', id, 'about', ${about}, 'status', status, 'error', substr(error, 1, instr(error || char(10), char(10)) - 1)) AS row FROM ${from} error != '' LIMIT 5`,
    );
  return [
    ...[DEAD, RETRIED].flatMap((from) =>
      find("job", "type", `(${from}) WHERE type NOT IN (${NOT_STORED}) AND`),
    ),
    ...storedIn(app).flatMap(([name, { about, dead, order }]) =>
      [dead, "queued"].flatMap((status) =>
        find(
          kindOf(name).slice(0, -1),
          about,
          `(SELECT * FROM ${name} WHERE status = '${status}' ORDER BY ${order} DESC LIMIT ${MOST}) WHERE`,
        ),
      ),
    ),
  ];
}

const storedIn = (app: App) => Object.entries(STORED).filter(([name]) => app.hasTable(name));

/** The jobs of rows have the errors of their rows. */
const NOT_STORED = Object.values(STORED).map(({ job }) => `'${job}'`);
const DEAD = `SELECT * FROM bundle_jobs WHERE status = 'dead' AND finished != '' ORDER BY finished DESC LIMIT ${MOST}`;
/** The first jobs of each type that wait for a later time, such as their next attempt. */
const RETRIED = `SELECT job.* FROM bundle_job_types AS known CROSS JOIN bundle_jobs AS job ON job.rowid IN (SELECT rowid FROM bundle_jobs WHERE status = 'queued' AND type = known.type AND run_at > '' LIMIT ${MOST})`;

const NONE = { waiting: 0, due: 0, scheduled: 0, running: 0, dead: 0, oldest: 0, rate: 0 };

const OF_TYPE = "SELECT json_object('type', type";
const JOBS = `WITH newest AS MATERIALIZED (SELECT type, finished FROM bundle_jobs
  WHERE status = 'done' AND finished != '' AND finished > {:since} ORDER BY finished DESC LIMIT ${NEWEST})
${OF_TYPE}) AS row FROM bundle_job_types
UNION ALL ${OF_TYPE}, 'waiting', n, 'due', due, 'scheduled', n - due,
  'oldest', ifnull(unixepoch({:now}) - unixepoch(min(ifnull((SELECT created FROM bundle_jobs WHERE rowid = first), {:now}), ifnull(next, {:now}), {:now})), 0))
  FROM (SELECT type, count(*) AS n, sum(run_at <= {:now}) AS due, min(iif(run_at = '', rowid, NULL)) AS first, min(nullif(run_at, '')) AS next FROM bundle_jobs WHERE status = 'queued' GROUP BY type)
UNION ALL ${OF_TYPE}, 'running', count(*)) FROM bundle_jobs WHERE status = 'running' GROUP BY type
UNION ALL ${OF_TYPE}, 'dead', count) FROM (${eachOf("bundle_jobs", "type", " AND status = 'dead'")})
UNION ALL ${OF_TYPE}, 'rate', CAST(count(*) * (SELECT iif(count(*) < ${NEWEST}, 1,
  60 / max(.1, unixepoch({:now}, 'subsec') - unixepoch(min(finished), 'subsec'))) FROM newest) AS INT)) FROM newest GROUP BY type`;
