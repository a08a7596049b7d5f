import type { App, Extension } from "../kernel/contract.ts";
import { rows, value } from "../kernel/sql.ts";
import { now } from "../kernel/time.ts";
import { type WorkerRow, workers } from "./heartbeat.ts";

export interface TypeStatus {
  type: string;
  waiting: number;
  running: number;
  dead: number;
  /** Seconds that the oldest one that may run has waited. */
  oldest: number;
  /** Done in the last minute. */
  rate: number;
}

export interface Health {
  version: string;
  extensions: string[];
  changes: { waiting: number; dead: number };
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
  changes: value<Health["changes"]>(
    app,
    "SELECT json_object('waiting', count(*) FILTER (WHERE status = 'queued'), 'dead', count(*) FILTER (WHERE status = 'dead')) AS row FROM bundle_changes",
  ) ?? { waiting: 0, dead: 0 },
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
