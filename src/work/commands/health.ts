import type { Extension } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { rows, value } from "../../pocketbase/sql.ts";
import { type WorkerRow, workers } from "../heartbeat.ts";

interface TypeStatus {
  type: string;
  waiting: number;
  running: number;
  dead: number;
  /** Seconds that the oldest due job has waited. */
  oldest: number;
  /** Jobs done in the last minute. */
  rate: number;
}

export interface Health {
  version: string;
  extensions: string[];
  /** Captured changes that wait for the relay. */
  changes: number;
  jobs: TypeStatus[];
  workers: WorkerRow[];
}

declare const POCKETBUNDLE_VERSION: string;

export const health = (app: App, extensions: Extension[]): Health => ({
  version: POCKETBUNDLE_VERSION,
  extensions: extensions.map(({ name }) => name),
  ...status(app),
});

export const status = (app: App): Pick<Health, "changes" | "jobs" | "workers"> => ({
  changes: value<number>(app, "SELECT count(*) AS row FROM bundle_captured") ?? 0,
  jobs: rows<TypeStatus>(app, JOBS, { now: now() }),
  workers: workers(app),
});

const JOBS = `SELECT json_object('type', type,
    'waiting', count(*) FILTER (WHERE status = 'queued'),
    'running', count(*) FILTER (WHERE status = 'running'),
    'dead', count(*) FILTER (WHERE status = 'dead'),
    'oldest', CAST(COALESCE(max(unixepoch() - unixepoch(iif(run_at = '', created, run_at))) FILTER (WHERE status = 'queued' AND run_at <= {:now}), 0) AS INTEGER),
    'rate', count(*) FILTER (WHERE status = 'done' AND unixepoch(finished) > unixepoch() - 60)) AS row
  FROM bundle_jobs GROUP BY type ORDER BY type`;
