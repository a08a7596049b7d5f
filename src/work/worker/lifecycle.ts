// From the start of the server to its end. Required when something of it happens: no other VM evaluates it.

import type { CheckContext } from "../../contract/extension.ts";
import type { App, EventOf } from "../../contract/pocketbase.ts";
import type { RouteContext } from "../../contract/route.ts";
import { now } from "../../lib/time.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { warn } from "../../pocketbase/log.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { CAPTURED_TABLE, OLD_ROWS } from "../changes/capture.ts";
import type { Captured } from "../changes/change.ts";
import { changesCollection } from "../changes/collection.ts";
import type { Listeners } from "../changes/listen.ts";
import { handle } from "../changes/relay.ts";
import { dropTriggers, syncTriggers } from "../changes/triggers.ts";
import { tellDead } from "../jobs/bury.ts";
import { jobsCollection } from "../jobs/collection.ts";
import type { JobTypes } from "../jobs/definitions.ts";
import { onRowEdit, queueRows, type Replays } from "../jobs/replays.ts";
import { areOthersAlive, beat, endBeat, isServerAlive, WORKERS_TABLE } from "./heartbeat.ts";
import { keeper } from "./keeper.ts";
import { loop } from "./loop.ts";
import type { WorkerOptions } from "./options.ts";
import * as shared from "./shared.ts";
import { worker } from "./work.ts";

export { health } from "../commands/health.ts";
export { onRowEdit };

export const TABLES = [CAPTURED_TABLE, OLD_ROWS, WORKERS_TABLE];
export const COLLECTIONS = [changesCollection, jobsCollection];

/** All that background work needs to know. */
export interface Lifecycle {
  listeners: Listeners;
  types: JobTypes;
  replays: Replays;
  options: WorkerOptions;
  slots: string[];
}

/** Before the server listens: from the first write on, everything is captured. */
export function prepare({ app, refuse }: CheckContext, { listeners }: Lifecycle) {
  for (const name of listeners.keys()) {
    if (findCollection(app, name)?.type === "view") {
      refuse(name, "A view has no changes of its own: listen to the collections it reads from.");
    }
  }
  shared.setRole("server");
  inTransaction(app, (tx) => {
    beat(tx);
    syncTriggers(tx, listeners);
  });
}

export function onListening(url: string) {
  shared.openDoor(url);
  knock(shared.KEEPER);
}

function run(app: App, slot: string, all: Lifecycle, mayStay = () => true) {
  const step =
    slot === shared.KEEPER ? keeper(app, all, knockIfGone) : worker(app, slot, all, all.options);
  loop(app, slot, step, mayStay);
}

/** Every minute: takes a slot over from a loop that holds a request, and begins one that has ended. */
export function onTick(app: App, slot: string, all: Lifecycle) {
  if (shared.role() === "" || shared.isStopping()) return;
  if (shared.ownerOf(slot) !== "" && !leaveFor(slot)) return;
  run(app, slot, all);
}

/** Waits until the guest has ended what it does. `false` when there is none, or another tick waits already. */
function leaveFor(slot: string): boolean {
  if (!shared.isGuest(slot)) return false;
  shared.setGuest(slot, false);
  while (shared.ownerOf(slot) !== "" && !shared.isStopping()) sleep(10);
  return !shared.isStopping();
}

/** A knock at the own door: answered at once, and the loop goes on in the request's goroutine until the first tick. */
export function onKnock({ app, params, request, event }: RouteContext, all: Lifecycle) {
  const { slot = "" } = params;
  const isOwn = $security.equal(request.header("X-Pocketbundle"), shared.door().secret);
  if (!isOwn || shared.door().secret === "" || ![...all.slots, shared.KEEPER].includes(slot)) {
    throw new NotFoundError();
  }
  if (shared.ownerOf(slot) !== "" || shared.isStopping()) return;
  event.noContent(204);
  event.flush();
  shared.setGuest(slot, true);
  run(app, slot, all, () => shared.isGuest(slot));
}

/** Asks the own server to run a loop: there is no other way to start something beside what runs. */
function knock(slot: string) {
  const { url, secret } = shared.door();
  if (url === "") return;
  try {
    $http.send({
      url: `${url}${shared.WORK_PATH}/${slot}`,
      method: "POST",
      // A kept one may belong to a loop that never ends its request.
      headers: { "X-Pocketbundle": secret, Connection: "close" },
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

/** The triggers stay while somebody else still writes or works, and where the server comes back at once. */
export function onTerminate({ app, isRestart }: EventOf<"terminate">, { slots }: Lifecycle) {
  if (shared.role() === "") return;
  shared.stop();
  const works = () => slots.some((slot) => shared.ownerOf(slot) !== "");
  for (const until = Date.now() + GRACE; works() && Date.now() < until; ) sleep(10);
  // A handler that holds the database (see `watch`) would hold this up for ever as well.
  if (works() && shared.relayingSince() > 0) return;
  inTransaction(app, (tx) => {
    endBeat(tx);
    if (!isRestart && shared.role() === "server" && !areOthersAlive(tx)) dropTriggers(tx);
  });
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
  const { app, collection } = e;
  if (!collection || !app.hasTable("bundle_captured")) return;
  const isListened = listeners.has(collection.name);
  if (dropped.has(e) && !isListened) {
    const message = `Pocketbundle: a collection is called "${collection.name}" now, and nothing listens to that name: its changes are no longer captured.`;
    warn(app, message);
  }
  const isCapturing = shared.role() === "server" || isServerAlive(app);
  if (dropped.has(e) || (isListened && isCapturing)) syncTriggers(app, listeners);
}

/** The job of a change whose handler has thrown before. */
export const retryChange = (app: App, listeners: Listeners, captured: Captured) =>
  shared.relaying(() => inTransaction(app, (tx) => handle(tx, listeners, captured)));

type Edited = EventOf<"recordUpdateExecute">["record"];

/** What a superuser does to a job in the dashboard, so that the queue can go on with it. */
export function beforeEdit(record: Edited) {
  if (!record) return;
  const status = record.getString("status");
  record.set("priority", Math.sign(record.getFloat("priority")));
  if (record.isNew() || status === record.original().getString("status")) return;
  const isOver = status === "done" || status === "dead";
  record.set("token", "");
  record.set("leased_until", "");
  record.set("finished", isOver ? now() : "");
  if (status !== "queued") return;
  // It begins anew.
  record.set("run_at", "");
  record.set("error", "");
  record.set("attempts", 0);
}

/** In the same transaction: what hangs on the job learns of it. */
export function afterEdit(tx: App, record: Edited, { types, replays }: Lifecycle) {
  const status = record?.getString("status");
  if (!record || status === record.original().getString("status")) return;
  if (status === "queued") queueRows(tx, replays);
  if (status !== "dead") return;
  const text = (name: string) => record.getString(name);
  const error = text("error") || "Somebody has set it dead.";
  tellDead(tx, types, { id: record.id, type: text("type"), payload: text("payload"), error });
}
