// Locks that the operating system frees when their process ends, however it ends. PocketBase's
// runtime can hold only one kind: SQLite's lock on a small database that is made for it.

/** A transaction of Go's `database/sql`. */
interface Connection {
  exec(sql: string): unknown;
  rollback(): void;
}

const connect = (): Connection =>
  ($app.concurrentDB() as unknown as { db(): { begin(): Connection } }).db().begin();

const attach = (path: string) => `ATTACH DATABASE '${path.replaceAll("'", "''")}' AS lock`;
/** Takes the file's write lock and nothing else. */
const LOCK = "PRAGMA lock.user_version = 1";

/**
 * Makes the file and locks it. The transaction stays open, and is returned so that Go keeps it. It
 * reads nothing of PocketBase's database, so SQLite can empty the write-ahead log all the same.
 */
export function holdLock(path: string): unknown {
  const connection = connect();
  connection.exec(attach(path));
  connection.exec(LOCK);
  return connection;
}

/**
 * Whether another process holds the lock of this file, or may hold it: a file of another user cannot
 * be locked. A file that is no database is no lock. A file that does not exist is made.
 */
export function isLocked(path: string): boolean {
  const connection = connect();
  // SQLite attaches and detaches in no transaction, and Go has no other way to one connection here.
  connection.exec("COMMIT");
  try {
    connection.exec("PRAGMA busy_timeout = 0");
    connection.exec(attach(path));
    try {
      connection.exec(LOCK);
      return false;
    } finally {
      connection.exec("DETACH DATABASE lock");
    }
  } catch (error) {
    return /locked|busy|readonly/i.test(String(error));
  } finally {
    // This is the value of PocketBase (core/db_connect.go).
    connection.exec("PRAGMA busy_timeout = 10000");
    connection.exec("BEGIN");
    connection.rollback();
  }
}
