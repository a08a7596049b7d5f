// The job of an event runs the sync and the handler, and notes the result.

import type { Context } from "../../contract/context.ts";
import type { JobContext } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { refuseAsync } from "../../lib/async.ts";
import { now } from "../../lib/time.ts";
import { errorText } from "../../pocketbase/failure-log.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { type EventJobContext, eventContext } from "./event-context.ts";
import { parseExactly } from "./exact-json.ts";
import { handlerFor } from "./handlers.ts";
import type { ReceivedEvent, ReceiveOptions, Source } from "./options.ts";
import type { EventRow } from "./row.ts";
import { schemeName } from "./senders.ts";

/** SQLite keeps a payload that is a number as one. */
const ROW = `SELECT json_object('id', id, 'source', source, 'event', event, 'type', type, 'at', at, 'test', test,
  'status', status, 'payload', CAST(payload AS TEXT), 'body', body, 'place', rowid) AS row FROM bundle_events WHERE id = {:id}`;

export function runEvent(options: ReceiveOptions, { id }: { id: string }, job: JobContext): void {
  const row = value<EventRow>(job.app, ROW, { id });
  // The row was deleted meanwhile, or the process ended after the event was done and before its job
  // was.
  if (!row || row.status === "done") return;
  const source = options[row.source];
  try {
    const isHandled = source !== undefined && handle(source, row, job);
    // A source with `sync` alone leaves out what is about no kept object.
    if (!isHandled && source?.on) {
      lazy(import("./unhandled.ts")).warnOfUnhandled(job.app, row.source, source, row.type);
    }
    settle(job.app, id, isHandled ? "done" : "ignored");
  } catch (error) {
    note(job.app, id, errorText(error));
    throw error;
  }
}

function handle(source: Source, row: EventRow, job: JobContext): boolean {
  const event = parseExactly(row.payload) as ReceivedEvent;
  const ctx = eventContext(job, row, source.verify ? row.body : row.body || row.payload);
  const isSynced = source.sync !== undefined && sync(source, row, event, ctx);
  const handler = handlerFor(row.source, source, row.type);
  refuseAsync<unknown>(handler?.(event, ctx));
  return isSynced || handler !== undefined;
}

function sync(source: Source, row: EventRow, event: ReceivedEvent, ctx: EventJobContext): boolean {
  const { syncEvent } = lazy(import("./sync/sync.ts"));
  return syncEvent(schemeName(row.source, source), source.sync ?? {}, event, ctx);
}

const settle = (app: App, id: string, status: "done" | "ignored") =>
  execute(
    app,
    "UPDATE bundle_events SET status = {:status}, error = '', finished = {:now} WHERE id = {:id}",
    { id, status, now: now() },
  );

const note = (app: App, id: string, error: string) =>
  execute(app, "UPDATE bundle_events SET error = {:error} WHERE id = {:id}", { id, error });

/** Marks the event as dead, with the error of its job. */
export function buryEvent({ id }: { id: string }, error: string, { app }: Context): void {
  note(app, id, errorText(error));
  const sql = "UPDATE bundle_events SET status = 'dead', finished = {:now} WHERE id = {:id}";
  execute(app, sql, { id, now: now() });
}
