// Keeps the database whole while several processes have it open. PocketBase's backup reads the
// database's files, and closing such a file ends all locks that the process holds on it (POSIX). A
// process that opens the database and closes it again then believes that it is the last one, and
// deletes the write-ahead log that the server still writes to.
import type { EventOf } from "../contract/pocketbase.ts";
import { endBeside, holdLife, LIVES, serves } from "../pocketbase/life.ts";
import type { InnerExtension } from "./extensions.ts";

/** Without these locks another process would empty the file, and the server would crash. */
const SHARED_MEMORY = ["data.db-shm", "auxiliary.db-shm"];

export const databaseExtension: InnerExtension = {
  name: "pocketbundle-database",
  onReady: holdLife,
  onListening: () => serves.set(),
  hooks: [
    { on: "backupCreate", before: (e) => exclude(e, [...SHARED_MEMORY, LIVES]) },
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

function exclude(e: EventOf<"backupCreate">, names: string[]) {
  e.exclude = [...e.exclude, ...names];
}
