// Rows that a job runs. Setting such a row to `queued` runs it again.
import type { Context } from "../../contract/context.ts";
import type { Extension } from "../../contract/extension.ts";
import type { App, EventOf } from "../../contract/pocketbase.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { ROW } from "./job-types.ts";
import { forgetDead } from "./transitions/forget.ts";

/** The type of the job that runs a row, by the row's collection. */
export type Replays = Map<string, string>;

export const replaysOf = (extensions: Extension[]): Replays =>
  new Map(extensions.flatMap(({ replays = {} }) => Object.entries(replays)));

type Row = EventOf<"recordUpdateExecute">["record"];

/**
 * Runs before a row is saved. A row that becomes `queued` gets a new job, in the transaction of the
 * save.
 */
export function onRowEdit(row: Row, type: string, { app, jobs }: Context): void {
  if (row?.getString("status") !== "queued") return;
  // The stored status is read, because a transaction that saves a record twice does not renew its
  // original.
  const { name, fields } = row.collection();
  const saved = `SELECT json_quote(status) AS row FROM {{${name}}} WHERE id = {:id}`;
  if (value<string>(app, saved, { id: row.id }) === "queued") return;
  if (fields.getByName("error")) row.set("error", "");
  forgetDead(app, type, row.id);
  jobs.enqueue(type, { id: row.id });
}

/** Runs after these jobs were put back into the queue, so that their rows show it. */
export function queueRows(app: App, replays: Replays, jobs: string[]): void {
  for (const [collection, type] of replays) {
    if (!app.hasTable(collection)) continue;
    execute(
      app,
      `UPDATE {{${collection}}} SET status = 'queued' WHERE status != 'queued' AND id IN (
        SELECT ${ROW} FROM bundle_jobs WHERE id IN (SELECT value FROM json_each({:jobs}))
        AND status = 'queued' AND type = {:type})`,
      { type, jobs: JSON.stringify(jobs) },
    );
  }
}
