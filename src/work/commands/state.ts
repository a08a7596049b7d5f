// What background work has stored, counted. It is read without a config.
import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { VERSION } from "../../lib/version.ts";
import { rows, value } from "../../pocketbase/sql.ts";
import { lives, type WorkerRow, workers } from "../heartbeat.ts";
import { pausedTypes } from "../jobs/paused.ts";
import { STORED } from "./stored.ts";

interface TypeStatus {
  type: string;
  /** `due` and `scheduled` together. */
  waiting: number;
  /** Jobs that may run now. */
  due: number;
  /** Jobs that wait for a later time: a delay, or the next attempt. */
  scheduled: number;
  running: number;
  dead: number;
  /** Seconds that the oldest due job has waited. */
  oldest: number;
  /** Jobs done in the last minute. */
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
  /** How many rows have each status, by `mails` and `events`; without those that have no table. */
  rows: Record<string, Record<string, number>>;
  errors: StoredError[];
}

export const queueState = (app: App): QueueState => ({
  changes: value<number>(app, "SELECT count(*) AS row FROM bundle_captured") ?? 0,
  jobs: rows<TypeStatus>(app, JOBS, { now: now() }),
  workers: workers(app),
});

/** `notes` are sentences that a person should know of, shown above everything else. */
export function stateOf(app: App, notes: string[]): State {
  const queue = queueState(app);
  const stored = Object.entries(STORED).filter(([collection]) => app.hasTable(collection));
  return {
    version: VERSION,
    notes: [...notes, ...pausedTypes(app).map(pausedNote)],
    ...queue,
    workers: queue.workers.map((one) => ({ ...one, lives: lives(one.id) })),
    rows: Object.fromEntries(stored.map(([name]) => [kindOf(name), countsOf(app, name)])),
    errors: [
      ...rows<StoredError>(app, errorsSql("job", "bundle_jobs", "type", "dead", NOT_STORED)),
      ...stored.flatMap(([name, { about, dead }]) =>
        rows<StoredError>(app, errorsSql(kindOf(name).slice(0, -1), name, about, dead)),
      ),
    ],
  };
}

const pausedNote = (type: string) =>
  `Jobs of the type ${type} are paused. Run \`pocketbase bundle resume ${type}\` to let them run.`;

/** `mails` for `bundle_mails`. */
const kindOf = (collection: string) => collection.replace("bundle_", "");

const countsOf = (app: App, table: string): Record<string, number> =>
  Object.fromEntries(
    rows<[string, number]>(
      app,
      `SELECT json_array(status, count(*)) AS row FROM ${table} GROUP BY status ORDER BY status`,
    ),
  );

/** The jobs of rows have the errors of their rows. */
const NOT_STORED = `AND type NOT IN (${Object.values(STORED)
  .map(({ job }) => `'${job}'`)
  .join(", ")})`;

/** The newest rows that were given up, and the newest that will be tried again. */
const errorsSql = (kind: string, table: string, about: string, dead: string, and = "") =>
  [dead, "queued"]
    .map(
      (status) => `SELECT * FROM (SELECT json_object('kind', '${kind}', 'id', id, 'about', ${about},
        'status', status, 'error', substr(error, 1, instr(error || char(10), char(10)) - 1)) AS row
      FROM ${table} WHERE status = '${status}' AND error != '' ${and} ORDER BY rowid DESC LIMIT 5)`,
    )
    .join(" UNION ALL ");

const JOBS = `SELECT json_object('type', type,
    'waiting', count(*) FILTER (WHERE status = 'queued'),
    'due', count(*) FILTER (WHERE status = 'queued' AND run_at <= {:now}),
    'scheduled', count(*) FILTER (WHERE status = 'queued' AND run_at > {:now}),
    'running', count(*) FILTER (WHERE status = 'running'),
    'dead', count(*) FILTER (WHERE status = 'dead'),
    'oldest', CAST(COALESCE(max(unixepoch() - unixepoch(iif(run_at = '', created, run_at))) FILTER (WHERE status = 'queued' AND run_at <= {:now}), 0) AS INTEGER),
    'rate', count(*) FILTER (WHERE status = 'done' AND unixepoch(finished) > unixepoch() - 60)) AS row
  FROM bundle_jobs GROUP BY type ORDER BY type`;
