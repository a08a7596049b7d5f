// SQLite as WebAssembly. Its "unix" VFS keeps files in memory, and handles the locks between
// connections of one process.
import init from "@sqlite.org/sqlite-wasm";

/** The C functions of SQLite that are used here. Pointers are numbers. */
interface Api {
  sqlite3_bind_blob(statement: number, i: number, bytes: Uint8Array, n: number, d: number): number;
  sqlite3_bind_double(statement: number, i: number, value: number): number;
  sqlite3_bind_int64(statement: number, i: number, value: bigint): number;
  sqlite3_bind_parameter_count(statement: number): number;
  sqlite3_bind_text(statement: number, i: number, text: number, n: number, d: number): number;
  sqlite3_changes(db: number): number;
  sqlite3_clear_bindings(statement: number): number;
  sqlite3_close_v2(db: number): number;
  sqlite3_column_blob(statement: number, i: number): number;
  sqlite3_column_bytes(statement: number, i: number): number;
  sqlite3_column_count(statement: number): number;
  sqlite3_column_decltype(statement: number, i: number): string | null;
  sqlite3_column_double(statement: number, i: number): number;
  sqlite3_column_int64(statement: number, i: number): bigint;
  sqlite3_column_name(statement: number, i: number): string;
  sqlite3_column_type(statement: number, i: number): number;
  sqlite3_db_config(db: number, option: number, value: number, out: number): number;
  sqlite3_errmsg(db: number): string;
  sqlite3_errstr(code: number): string;
  sqlite3_finalize(statement: number): number;
  sqlite3_last_insert_rowid(db: number): bigint;
  sqlite3_open_v2(file: string, out: number, flags: number, vfs: string): number;
  sqlite3_prepare_v3(
    db: number,
    at: number,
    n: number,
    flags: number,
    out: number,
    tail: number,
  ): number;
  sqlite3_reset(statement: number): number;
  sqlite3_step(statement: number): number;
  sqlite3_vfs_find(name: string): number;
  readonly sqlite3_vfs: new (
    at: number,
  ) => { readonly pointer: number; $xCurrentTimeInt64: number };
  readonly [constant: `SQLITE_${string}`]: number;
}

/** The memory of these functions. */
interface Memory {
  allocCString(text: string, withLength: true): [at: number, length: number];
  allocPtr(count: 2): [number, number];
  dealloc(at: number): void;
  heap8u(): Uint8Array;
  installFunction(signature: string, run: (...args: number[]) => number): number;
  peekPtr(at: number): number;
  poke(at: number, value: bigint, type: "i64"): void;
  readonly exports: { sqlite3__wasm_vfs_unlink(vfs: number, name: number): number };
}

// SQLite would print every error of a statement.
const quiet = { warn() {}, error() {}, log() {}, debug() {} };
Object.assign(globalThis, { sqlite3ApiConfig: quiet });

const sqlite = await init();
export const api = sqlite.capi as unknown as Api;
export const memory = sqlite.wasm as unknown as Memory;

/** The milliseconds from the first day of SQLite's calendar to 1970. */
const JULIAN = 210_866_760_000_000n;
let time = Date.now;

/**
 * Sets the clock of `unixepoch()` and `strftime('now')`, because each app of a test has a clock of
 * its own.
 */
export function useTime(now: () => number): void {
  time = now;
}

const vfs = new api.sqlite3_vfs(api.sqlite3_vfs_find("unix"));
vfs.$xCurrentTimeInt64 = memory.installFunction("i(pp)", (_vfs = 0, out = 0) => {
  memory.poke(out, BigInt(Math.round(time())) + JULIAN, "i64");
  return api.SQLITE_OK as number;
});

export function removeFile(name: string): void {
  const [text] = memory.allocCString(name, true);
  memory.exports.sqlite3__wasm_vfs_unlink(vfs.pointer, text);
  memory.dealloc(text);
}
