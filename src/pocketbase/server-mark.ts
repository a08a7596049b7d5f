// What a server tells of itself: to its own VMs, and to other servers on the same database.
import { exists, fileOf, isAlive, others, processId, removeFile, SERVER } from "./life.ts";

const SERVES = "pocketbundle.serves";
const WHOLE = "pocketbundle.whole";

/** Whether the start of this process has refused nothing. */
export const isWhole = (): boolean => $app.store().has(WHOLE);
export const setWhole = () => $app.store().set(WHOLE, "1");

/** Whether the port of this process is open. */
export const serves = {
  get: (): boolean => $app.store().has(SERVES),
  /** Says so to other processes too. */
  set() {
    const file = fileOf(processId()) + SERVER;
    $app.store().set(SERVES, file);
    if (exists(file.replace(/[^/]+$/, ""))) $os.writeFile(file, "", 0o600 as never);
  },
  /** From now on, other servers may take the place of this one. It loads no code. */
  end() {
    const file = $app.store().get(SERVES);
    if (file) removeFile(file as never);
  },
  /** Whether another server listens that works on this database, and is not about to end. */
  elsewhere: (): boolean => others().some((id) => exists(fileOf(id) + SERVER) && isAlive(id)),
};
