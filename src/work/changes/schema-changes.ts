// Drops a collection's triggers before a schema change and makes them again after it, in the same
// transaction. So no write is missed, and the rows that PocketBase rewrites are not captured.
import type { EventOf } from "../../contract/pocketbase.ts";
import { warn } from "../../pocketbase/log.ts";
import { isServerAlive } from "../heartbeat.ts";
import { own } from "../store.ts";
import type { Listeners } from "./listen.ts";
import { dropTriggers, syncTriggers } from "./triggers.ts";

type SchemaEvent = EventOf<"collectionUpdateExecute">;

/** The events of schema changes that have dropped triggers. */
const dropped = new WeakSet<object>();

export function beforeSchemaChange(e: SchemaEvent) {
  if (!e.collection || !e.app.hasTable("bundle_captured")) return;
  if (dropTriggers(e.app, e.collection.id) > 0) dropped.add(e);
}

/** A command beside the server runs this too. Without a running server, nothing is captured. */
export function afterSchemaChange(e: SchemaEvent, listeners: Listeners) {
  const { app, collection } = e;
  if (!collection || !app.hasTable("bundle_captured")) return;
  const isListened = listeners.has(collection.name);
  if (dropped.has(e) && !isListened) {
    const message = `Pocketbundle: a collection is called "${collection.name}" now, and nothing listens to that name: its changes are no longer captured.`;
    warn(app, message);
  }
  const isCapturing = own.role() === "server" || isServerAlive(app);
  if (dropped.has(e) || (isListened && isCapturing)) syncTriggers(app, listeners);
}
