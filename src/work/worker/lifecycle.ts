// The start and the end of the server.
import type { CheckContext } from "../../contract/extension.ts";
import type { App, EventOf } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import type { Background } from "../background.ts";
import { dropTriggers, syncTriggers } from "../changes/triggers.ts";
import { areOthersAlive, beat, endBeat } from "../heartbeat.ts";
import { syncJobTypes } from "../jobs/paused.ts";
import { own, relaying } from "../store.ts";
import { areAtWork, endWorkers } from "./starter.ts";

export function checkListeners({ app, refuse }: CheckContext, { listeners }: Background) {
  for (const name of listeners.keys()) {
    const found = findCollection(app, name);
    // The start warns of a collection that does not exist (yet).
    if (!found) continue;
    if (found.name !== name) {
      refuse(name, `The collection is called "${found.name}": use that name.`);
    } else if (found.type === "view") {
      refuse(name, "A view has no changes of its own: listen to the collections it reads from.");
    }
  }
}

/** Runs before the server listens, so that every write is captured from the first one on. */
export function startCapturing(app: App, { listeners, types }: Background) {
  own.setRole("server");
  inTransaction(app, (tx) => {
    beat(tx);
    syncTriggers(tx, listeners);
    syncJobTypes(tx, types);
  });
}

/**
 * Drops the triggers, unless another process works on the database or the server restarts at once.
 */
export function onTerminate({ app, isRestart }: EventOf<"terminate">, background: Background) {
  if (own.role() === "") return;
  endWorkers(background.slots);
  // While a change handler holds the database, the transaction below would wait for ever.
  if (areAtWork(background.slots) && relaying.since() > 0) return;
  inTransaction(app, (tx) => {
    // Jobs that still run are given back by the next process, as soon as this one is gone.
    if (!areAtWork(background.slots)) endBeat(tx);
    if (!isRestart && own.role() === "server" && !areOthersAlive(tx)) dropTriggers(tx);
  });
}
