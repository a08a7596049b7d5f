// Keeps the database whole while several processes have it open. PocketBase's backup reads the
// database's files, and closing such a file ends all locks that the process holds on it (POSIX). A
// process that opens the database and closes it again then believes that it is the last one, and
// deletes the write-ahead log that the server still writes to.
import type { EventOf } from "../contract/pocketbase.ts";
import { endBeside, holdLife, LIVES } from "../pocketbase/life.ts";
import { warn } from "../pocketbase/log.ts";
import { dropOwnTriggers, RULES } from "../pocketbase/own-triggers.ts";
import { isWhole, serves } from "../pocketbase/server-mark.ts";
import type { InnerExtension } from "./extensions.ts";

/** Without these locks another process would empty the file, and the server would crash. */
const SHARED_MEMORY = ["data.db-shm", "auxiliary.db-shm"];

const TWO_SERVERS =
  "Pocketbundle: another server works on the same pb_data. Each of the two keeps the collections and settings as it has read them, and writes what they say. Run one server per folder: stop the old one before you start a new one.";

export const databaseExtension: InnerExtension = {
  name: "pocketbundle-database",
  /** An earlier config or a crash may have left them. Those of this config are made after this. */
  prepare: (tx) => dropOwnTriggers(tx, RULES),
  onReady: holdLife,
  onListening(app) {
    if (serves.get()) return;
    serves.set();
    if (serves.elsewhere()) warn(app, TWO_SERVERS);
  },
  onStop: serves.end,
  routes: [
    {
      method: "GET",
      path: "/api/bundle/alive",
      auth: "public",
      handler({ event }) {
        if (!isWhole()) event.noContent(503);
      },
    },
  ],
  hooks: [
    { on: "backupCreate", before: (e) => exclude(e, [...SHARED_MEMORY, LIVES]) },
    { on: "collectionsImportRequest", before: leaveOwnOut },
    { on: "backupRestore", before: (e) => exclude(e, [LIVES]) },
    {
      on: "terminate",
      replace() {
        if (!serves.get()) endBeside();
        return false;
      },
    },
  ],
};

/**
 * The bundle brings its collections to the version that this file knows. Those of another server may
 * be of another version, and an import would remove their columns with what is in them.
 */
function leaveOwnOut(e: EventOf<"collectionsImportRequest">) {
  e.collectionsData = [...e.collectionsData].filter(
    (one) => !(one?.system && String(one.name).startsWith("bundle_")),
  );
}

function exclude(e: EventOf<"backupCreate">, names: string[]) {
  e.exclude = [...e.exclude, ...names];
}
