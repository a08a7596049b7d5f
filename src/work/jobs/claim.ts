// Who runs what: a batch is claimed with a lease and a fencing token, which every later statement asks for.
import type { App } from "../../contract/pocketbase.ts";
import { dateText, now, retryDelay } from "../../lib/time.ts";
import { execute, rows, value } from "../../pocketbase/sql.ts";
import { buryJob } from "./bury.ts";
import { type JobTypes, PRIORITIES } from "./definitions.ts";

/**
 * A claimed job. Most are new, without a key, and their payload is parsed with the batch. Of the others it is a text, and
 * more is known: the number of attempts before this one, and the last error. A tuple: goja makes lists faster than objects.
 */
export type ClaimedJob = readonly [id: string, type: string, payload: unknown, other?: OtherJob];
type OtherJob = readonly [payload: string, key: string, attempts: number, error: string];

/** Claims up to `limits[type]` jobs of each type, `limit` together: high priorities first, then the oldest. */
export function claim(
  app: App,
  limits: Map<string, number>,
  limit: number,
  { token, until }: { token: string; until: number },
): ClaimedJob[] {
  const params: Record<string, string | number> = { token, until: dateText(until), now: now() };
  const candidates: string[] = [];
  for (const [type, count] of limits) {
    const name = `type${candidates.length}`;
    params[name] = type;
    // One query for each priority: over several, SQLite would walk through all jobs that wait for a later time.
    const queries = Object.values(PRIORITIES).map(
      (priority) =>
        `SELECT * FROM (SELECT rowid AS place, priority, run_at FROM bundle_jobs WHERE status = 'queued' AND type = {:${name}} AND priority = ${priority} AND run_at <= {:now} ORDER BY run_at, rowid LIMIT ${count})`,
    );
    // Together, or a low one would be claimed before a second normal one.
    candidates.push(
      `SELECT * FROM (${queries.join(" UNION ALL ")} ORDER BY priority DESC, run_at, place LIMIT ${count})`,
    );
  }
  if (candidates.length === 0) return [];
  execute(
    app,
    `UPDATE bundle_jobs SET status = 'running', token = {:token}, leased_until = {:until} WHERE rowid IN (
      SELECT place FROM (${candidates.join(" UNION ALL ")}) ORDER BY priority DESC, run_at, place LIMIT ${limit})`,
    params,
  );
  // All in one text: it is read from Go once, and parsed once.
  return value<ClaimedJob[]>(app, CLAIMED, { token }) ?? [];
}

const CLAIMED = `SELECT '[' || COALESCE(group_concat(job), '') || ']' AS row FROM (
  SELECT iif(key = '' AND attempts = 0 AND error = '' AND json_valid(payload),
    json_array(id, type, json(payload)),
    json_array(id, type, NULL, json_array(payload, key, attempts, error))) AS job
  FROM bundle_jobs WHERE status = 'running' AND token = {:token} ORDER BY priority DESC, run_at, rowid)`;

/** How many jobs a worker may claim of each of these types. */
export function freeSlots(
  app: App,
  types: JobTypes,
  wanted: string[],
  usual: (type: string) => number,
): Map<string, number> {
  const limited = wanted.filter((type) => types.get(type)?.concurrency);
  const running = runningOf(app, limited);
  const free = new Map<string, number>();
  for (const type of wanted) {
    const { concurrency } = types.get(type) ?? {};
    // A worker runs one after the other, so it takes one of a limited type at a time.
    const count = concurrency ? Math.min(1, concurrency - (running.get(type) ?? 0)) : usual(type);
    if (count > 0) free.set(type, count);
  }
  return free;
}

function runningOf(app: App, types: string[]): Map<string, number> {
  if (types.length === 0) return new Map();
  return new Map(
    rows<[string, number]>(
      app,
      `SELECT json_array(type, count(*)) AS row FROM bundle_jobs
      WHERE status = 'running' AND type IN (SELECT value FROM json_each({:types})) GROUP BY type`,
      { types: JSON.stringify(types) },
    ),
  );
}

const SILENT = "status = 'running' AND leased_until <= {:now}";
const STOPPED = "Its worker stopped, or was silent for longer than its lease.";

/** Jobs of workers that were silent for longer than their lease wait again; one that ended them too often is dead. */
export function recover(app: App, types: JobTypes): void {
  execute(
    app,
    `UPDATE bundle_jobs SET status = 'queued', token = '', leased_until = '', error = iif(error = '', {:stopped}, error)
    WHERE ${SILENT} AND attempts < max_attempts`,
    { now: now(), stopped: STOPPED },
  );
  const dead = rows<[id: string, type: string, payload: string, error: string]>(
    app,
    `SELECT json_array(id, type, payload, iif(error = '', {:stopped}, error)) AS row FROM bundle_jobs
    WHERE ${SILENT} AND attempts >= max_attempts`,
    { now: now(), stopped: STOPPED },
  );
  for (const [id, type, payload, error] of dead) {
    buryJob(app, types, { id, type, payload, error }, (one) => {
      const set = `status = 'dead', token = '', leased_until = '', finished = {:now}, error = {:error}`;
      const sql = `UPDATE bundle_jobs SET ${set} WHERE id = {:id} AND ${SILENT}`;
      return execute(one, sql, { id, error, now: now() }) > 0;
    });
  }
}

/** A job that hangs: its lease ends now, and it is tried again as after any other failure. */
export function expire(app: App, { token, id, timeout, isBegun }: Hanging, backoff: number): void {
  const attempt = "SELECT attempts + {:more} AS row FROM bundle_jobs WHERE id = {:id}";
  const more = isBegun ? 0 : 1;
  const attempts = value<number>(app, attempt, { id, more }) ?? 1;
  execute(
    app,
    `UPDATE bundle_jobs SET leased_until = {:now}, error = iif(id = {:id}, {:error}, error),
      run_at = iif(id = {:id}, {:runAt}, run_at), attempts = iif(id = {:id}, {:attempts}, attempts) WHERE status = 'running' AND token = {:token}`,
    {
      id,
      token,
      attempts,
      now: now(),
      error: `It did not end within ${timeout} s.`,
      runAt: dateText(Date.now() + retryDelay(attempts, backoff)),
    },
  );
}

/** A job that has run for longer than its type's `timeout`, in seconds. */
export interface Hanging {
  token: string;
  id: string;
  timeout: number;
  /** Whether this attempt is counted already. */
  isBegun: boolean;
}

/** Keeps the jobs of live workers. */
export function renew(app: App, tokens: string[], until: number): void {
  execute(
    app,
    "UPDATE bundle_jobs SET leased_until = {:until} WHERE status = 'running' AND token IN (SELECT value FROM json_each({:tokens}))",
    { until: dateText(until), tokens: JSON.stringify(tokens) },
  );
}
