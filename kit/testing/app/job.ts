import type { App } from "../mock/core/app.ts";

/** A job of the bundle's queue. */
export interface Job {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  readonly status: "queued" | "running" | "done" | "dead" | "cancelled";
  readonly key: string;
  readonly attempts: number;
  readonly error: string;
  /** The earliest time of the next attempt; `""` for at once. */
  readonly runAt: string;
}

/** Returns all jobs in the order they were enqueued. */
export function jobsOf(app: App): Job[] {
  if (!app.hasTable("bundle_jobs")) return [];
  return app.findRecordsByFilter("bundle_jobs", "", "@rowid").map((record) => ({
    id: record.id,
    type: record.getString("type"),
    payload: JSON.parse(record.getString("payload")),
    status: record.getString("status") as Job["status"],
    key: record.getString("key"),
    attempts: record.getInt("attempts"),
    error: record.getString("error"),
    runAt: record.getString("run_at"),
  }));
}
