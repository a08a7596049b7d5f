// Which processes with the bundle live on this database, told by the operating system: each holds
// the lock of a file in a folder beside the database.
import { holdLock, isLocked } from "./file-lock.ts";

/** The folder in pb_data. To read a file in it, as a backup does, would end the lock. */
export const LIVES = ".pocketbundle";
const ID = "pocketbundle.process";
const HELD = "pocketbundle.life";
/** Ends the name of the empty file beside the lock of a server (see server-mark.ts). */
export const SERVER = ".server";

/** Other files in the folder are somebody else's. */
const NAME = /^[A-Za-z0-9]{10}$/;

/** The name of this process among all that work on the database. */
export const processId = (): string =>
  String($app.store().getOrSet(ID, () => $security.randomString(10)));

const folder = () => `${$app.dataDir()}/${LIVES}`;
export const fileOf = (id: string) => `${folder()}/${id}`;

/** Whether this process serves or works, and no command and no test on the mock. */
export const holdsLife = (): boolean => Boolean($app.store().get(HELD));

/** From now on, other processes see that this one lives. Forgets those that are gone. */
export function holdLife(): void {
  if ($app.store().has(HELD)) return;
  for (const id of others()) if (!isAlive(id)) remove(id);
  $os.mkdirAll(folder(), 0o700 as never);
  const file = fileOf(processId());
  let held: unknown;
  // Another process may remove the file in the moment before it is locked.
  do held = holdLock(file);
  while (!exists(file));
  $app.store().set(HELD, held);
}

/** Whether the process lives. This one always does. */
export const isAlive = (id: string): boolean =>
  id === processId() || (NAME.test(id) && exists(fileOf(id)) && isLocked(fileOf(id)));

/**
 * Ends this process if another one lives on this database. The database is not closed, because a
 * process that closes it may take itself for the last one (see kernel/database-extension.ts).
 */
export function endBeside(): void {
  // PocketBase opens no database for --help and --version.
  if (
    ($app as unknown as { isBootstrapped(): boolean }).isBootstrapped() &&
    others().some(isAlive)
  ) {
    $os.exit(0);
  }
}

/** The other processes that have lived, and may live, on this database. */
export function others(): string[] {
  if (!exists(folder())) return [];
  const names = [...$os.readDir(folder())].map((file) => String(file?.name()));
  return names.filter((name) => NAME.test(name) && name !== processId());
}

function remove(id: string) {
  // SQLite's journal goes with the file.
  for (const end of ["-journal", SERVER, ""]) removeFile(fileOf(id) + end);
}

/** Removes a file that may be gone already. */
export function removeFile(path: string) {
  try {
    $os.remove(path);
  } catch {
    // There was none, or another process has been faster.
  }
}

export function exists(path: string): boolean {
  try {
    $os.stat(path);
    return true;
  } catch {
    return false;
  }
}
