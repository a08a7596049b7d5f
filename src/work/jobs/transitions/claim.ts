// queued → running: a batch is claimed with a lease and a fencing token, which every later
// statement asks for.
import type { App } from "../../../contract/pocketbase.ts";
import { dateText, now } from "../../../lib/time.ts";
import { execute, value } from "../../../pocketbase/sql.ts";
import { ALL_PRIORITIES, NONE_RUNS } from "../job-types.ts";

/**
 * A claimed job. Most are new and without a key, and their payload is parsed with the batch. For
 * all others, `other` has the payload as text, the key, the number of attempts before this one, and
 * the last error. It is a tuple because goja makes lists faster than objects.
 */
export type ClaimedJob = readonly [id: string, type: string, payload: unknown, other?: OtherJob];
type OtherJob = readonly [payload: string, key: string, attempts: number, error: string];

export interface Lease {
  token: string;
  /** In milliseconds since 1970. */
  until: number;
}

/**
 * Claims up to `limits[type]` jobs of each type, and `limit` in all, of these priorities. High priorities come first,
 * then the oldest jobs.
 */
export function claimJobs(
  app: App,
  limits: Map<string, number>,
  limit: number,
  { token, until }: Lease,
  priorities = ALL_PRIORITIES,
): ClaimedJob[] {
  const params: Record<string, string | number> = { token, until: dateText(until), now: now() };
  const candidates: string[] = [];
  for (const [type, count] of limits) {
    const name = `type${candidates.length}`;
    params[name] = type;
    // There is one query for each priority. A query over several would walk through all jobs that
    // wait for a later time.
    const queries = priorities.map(
      (priority) =>
        `SELECT * FROM (SELECT rowid AS place, priority, run_at FROM bundle_jobs WHERE status = 'queued' AND type = {:${name}} AND priority = ${priority} AND run_at <= {:now} AND ${NONE_RUNS} ORDER BY run_at, rowid LIMIT ${count})`,
    );
    // The queries are ordered together, or a low job would be claimed before a second normal one.
    candidates.push(
      `SELECT * FROM (${queries.join(" UNION ALL ")} ORDER BY priority DESC, run_at, place LIMIT ${count})`,
    );
  }
  if (candidates.length === 0) return [];
  execute(
    app,
    `UPDATE bundle_jobs SET status = 'running', token = {:token}, leased_until = {:until}, started = iif(key = '', '', {:now}) WHERE rowid IN (
      SELECT place FROM (${candidates.join(" UNION ALL ")}) ORDER BY priority DESC, run_at, place LIMIT ${limit})`,
    params,
  );
  // One text has all jobs, so that it is read from Go once and parsed once.
  return value<ClaimedJob[]>(app, CLAIMED, { token }) ?? [];
}

const CLAIMED = `SELECT '[' || COALESCE(group_concat(job), '') || ']' AS row FROM (
  SELECT iif(key = '' AND attempts = 0 AND error = '' AND json_valid(payload),
    json_array(id, type, json(payload)),
    json_array(id, type, NULL, json_array(payload, key, attempts, error))) AS job
  FROM bundle_jobs WHERE status = 'running' AND token = {:token} ORDER BY priority DESC, run_at, rowid)`;
