// From the start of the server to its end. Required when something of it happens: no other VM evaluates it.

import { CAPTURED_TABLE } from "../changes/capture.ts";
import type { Captured } from "../changes/change.ts";
import { changesCollection } from "../changes/collection.ts";
import type { Listeners } from "../changes/listen.ts";
import { handle } from "../changes/relay.ts";
import { dropTriggers, sayAlive, syncTriggers } from "../changes/triggers.ts";
import { jobsCollection } from "../jobs/collection.ts";
import type { JobTypes } from "../jobs/definitions.ts";
import { find } from "../kernel/collections.ts";
import type { App, CheckContext, EventOf, RouteContext } from "../kernel/contract.ts";
import { inTransaction } from "../kernel/transaction.ts";
import { beat, endBeat, isServerAlive, WORKERS_TABLE } from "./heartbeat.ts";
import { keep } from "./keeper.ts";
import type { WorkerOptions } from "./options.ts";
import * as shared from "./shared.ts";
import { work } from "./work.ts";

export { health } from "./health.ts";

export const TABLES = [CAPTURED_TABLE, WORKERS_TABLE];
export const COLLECTIONS = [changesCollection, jobsCollection];

/** All that background work needs to know. */
export interface Lifecycle {
  listeners: Listeners;
  types: JobTypes;
  options: WorkerOptions;
  slots: string[];
}

/** Before the server listens: from the first write on, everything is captured. */
export function prepare({ app, refuse }: CheckContext, { listeners }: Lifecycle) {
  for (const name of listeners.keys()) {
    if (find(app, name)?.type === "view") {
      refuse(name, "A view has no changes of its own: listen to the collections it reads from.");
    }
  }
  shared.setRole("server");
  inTransaction(app, (tx) => {
    endBeat(tx);
    beat(tx);
    syncTriggers(tx, listeners);
    sayAlive(tx);
  });
}

export function onListening(url: string) {
  shared.openDoor(url);
  knock("keeper");
}

export function run(app: App, slot: string, { listeners, types, options, slots }: Lifecycle) {
  if (slot === "keeper") return keep(app, slots, listeners, options, knockIfGone);
  return work(app, slot, { listeners, types }, options);
}

/** Every minute: takes a slot over from a loop that holds a request, and begins one that has ended. */
export function onTick(app: App, slot: string, all: Lifecycle) {
  if (shared.role() === "" || shared.isStopping()) return;
  if (shared.ownerOf(slot) !== "" && !shared.isGuest(slot)) return;
  shared.setGuest(slot, false);
  run(app, slot, all);
}

/** A knock at the own door: answered at once, and the loop goes on in the request's goroutine until the first tick. */
export function onKnock({ app, params, request, event }: RouteContext, all: Lifecycle) {
  const { slot = "" } = params;
  const isOwn = $security.equal(request.header("X-Pocketbundle"), shared.door().secret);
  if (!isOwn || shared.door().secret === "" || ![...all.slots, "keeper"].includes(slot)) {
    throw new NotFoundError();
  }
  if (shared.ownerOf(slot) !== "" || shared.isStopping()) return;
  event.noContent(204);
  event.flush();
  shared.setGuest(slot, true);
  run(app, slot, all);
}

/** Asks the own server to run a loop: there is no other way to start something beside what runs. */
function knock(slot: string) {
  const { url, secret } = shared.door();
  if (url === "") return;
  try {
    $http.send({
      url: `${url}/api/bundle/work/${slot}`,
      method: "POST",
      headers: { "X-Pocketbundle": secret },
      timeout: 1,
    });
  } catch {
    // The first knock comes before the server answers anyone: it is heard later, or the next minute's tick is.
  }
}

const knockIfGone = (slot: string) => {
  if (shared.ownerOf(slot) === "") knock(slot);
};

/** How long what runs may go on, in milliseconds. */
const GRACE = 3000;

export function onTerminate(app: App, { slots }: Lifecycle) {
  if (shared.role() === "") return;
  shared.stop();
  const until = Date.now() + GRACE;
  while (slots.some((slot) => shared.ownerOf(slot) !== "") && Date.now() < until) sleep(10);
  if (shared.role() === "server") dropTriggers(app);
  endBeat(app);
}

type SchemaEvent = EventOf<"collectionUpdateExecute">;

/** The schema changes that have taken triggers away. */
const dropped = new WeakSet<object>();

export function beforeSchemaChange(e: SchemaEvent) {
  if (!e.collection || !e.app.hasTable("bundle_captured")) return;
  if (dropTriggers(e.app, e.collection.id) > 0) dropped.add(e);
}

/** Also in a command beside the server; where no server is, nothing is captured. */
export function afterSchemaChange(e: SchemaEvent, { listeners }: Lifecycle) {
  if (!e.app.hasTable("bundle_captured")) return;
  if (dropped.has(e) || shared.role() === "server" || isServerAlive(e.app)) {
    syncTriggers(e.app, listeners);
  }
}

/** The job of a change whose handler has thrown before. */
export const retryChange = (app: App, listeners: Listeners, captured: Captured) =>
  inTransaction(app, (tx) => handle(tx, listeners, captured));

/** What a superuser puts back into the queue begins anew. */
export function requeue(record: EventOf<"recordUpdateExecute">["record"]) {
  if (record?.getString("status") !== "queued") return;
  if (record.original().getString("status") === "queued") return;
  for (const name of ["run_at", "error", "token", "leased_until", "finished"]) {
    if (record.collection().fields.getByName(name)) record.set(name, "");
  }
  record.set("attempts", 0);
}
