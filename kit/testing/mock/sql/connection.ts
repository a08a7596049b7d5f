import { GoError } from "../go/errors.ts";
import { Bytes } from "../go/go.ts";
import type { Cell, Changes, Rows } from "./cell.ts";
import { api, memory } from "./engine.ts";
import type { Param } from "./params.ts";

/** An error in the words of PocketBase's driver (modernc.org/sqlite). */
class SqliteError extends GoError {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

const FLAGS = ["READWRITE", "CREATE", "EXRESCODE"].reduce(
  (all, name) => all | (api[`SQLITE_OPEN_${name}`] ?? 0),
  0,
);
const { SQLITE_OK = 0, SQLITE_ROW, SQLITE_DONE, SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT } = api;
const { SQLITE_NULL, SQLITE_TRANSIENT = -1, SQLITE_WASM_DEALLOC = 0 } = api;

/** One connection to a database file in memory. */
export class Connection {
  readonly #db: number;
  readonly #out: number;
  readonly #tail: number;
  readonly #statements = new Map<string, number>();

  constructor(file: string) {
    [this.#out, this.#tail] = memory.allocPtr(2);
    const code = api.sqlite3_open_v2(file, this.#out, FLAGS, "unix");
    this.#db = memory.peekPtr(this.#out);
    this.#check(code);
    // PocketBase's driver is built so: "text" in double quotes is a text when there is no such
    // column.
    const { SQLITE_DBCONFIG_DQS_DML = 0, SQLITE_DBCONFIG_DQS_DDL = 0 } = api;
    api.sqlite3_db_config(this.#db, SQLITE_DBCONFIG_DQS_DML, 1, 0);
    api.sqlite3_db_config(this.#db, SQLITE_DBCONFIG_DQS_DDL, 1, 0);
    // The writer keeps its pages to itself, so that other connections see only committed data.
    this.execute(
      "PRAGMA journal_mode = MEMORY; PRAGMA cache_spill = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON",
    );
  }

  query(sql: string, params: readonly Param[] = []): Rows {
    let result: Rows = { columns: [], rows: [] };
    this.#run(sql, params, (statement) => {
      const columns = columnsOf(statement);
      const rows: Cell[][] = [];
      while (this.#step(statement)) rows.push(columns.map((_, i) => cellOf(statement, i)));
      result = { columns, rows };
    });
    return result;
  }

  execute(sql: string, params: readonly Param[] = []): Changes {
    this.#run(sql, params, (statement) => {
      while (this.#step(statement));
    });
    return {
      rowsAffected: api.sqlite3_changes(this.#db),
      lastInsertId: Number(api.sqlite3_last_insert_rowid(this.#db)),
    };
  }

  /** Throws the error of an SQL text without running it. */
  compile(sql: string): void {
    this.#prepareAll(sql, (statement) => api.sqlite3_finalize(statement));
  }

  close(): void {
    for (const statement of this.#statements.values()) api.sqlite3_finalize(statement);
    api.sqlite3_close_v2(this.#db);
    memory.dealloc(this.#out);
  }

  /** A text with one statement is compiled once. The statements of a longer text run in turn. */
  #run(sql: string, params: readonly Param[], run: (statement: number) => void): void {
    const known = this.#statements.get(sql);
    if (known) {
      this.#use(known, params, run);
      return;
    }
    let rest = params;
    this.#prepareAll(sql, (statement, isOnly) => {
      const count = api.sqlite3_bind_parameter_count(statement);
      if (isOnly) this.#statements.set(sql, statement);
      try {
        this.#use(statement, rest.slice(0, count), run);
      } finally {
        if (!isOnly) api.sqlite3_finalize(statement);
      }
      rest = rest.slice(count);
    });
  }

  #prepareAll(sql: string, each: (statement: number, isOnly: boolean) => void): void {
    const [start, length] = memory.allocCString(sql, true);
    const end = start + length;
    let count = 0;
    try {
      for (let at = start; at < end; ) {
        this.#check(api.sqlite3_prepare_v3(this.#db, at, end - at, 0, this.#out, this.#tail));
        const statement = memory.peekPtr(this.#out);
        at = memory.peekPtr(this.#tail);
        // White space and comments are not a statement.
        if (statement !== 0) each(statement, count++ === 0 && at >= end);
      }
    } finally {
      memory.dealloc(start);
    }
  }

  #use(statement: number, params: readonly Param[], run: (statement: number) => void): void {
    try {
      if (params.length < api.sqlite3_bind_parameter_count(statement)) {
        throw new GoError(`missing argument with index ${params.length + 1}`);
      }
      params.forEach((param, i) => {
        this.#check(bind(statement, i + 1, param));
      });
      run(statement);
    } finally {
      api.sqlite3_reset(statement);
      api.sqlite3_clear_bindings(statement);
    }
  }

  #step(statement: number): boolean {
    const code = api.sqlite3_step(statement);
    if (code === SQLITE_ROW) return true;
    if (code !== SQLITE_DONE) this.#check(code);
    return false;
  }

  #check(code: number): void {
    if (code === SQLITE_OK) return;
    const kind = api.sqlite3_errstr(code);
    const message = api.sqlite3_errmsg(this.#db);
    const text = message === kind ? kind : `${kind}: ${message}`;
    throw new SqliteError(`${text} (${code})`, code);
  }
}

function bind(statement: number, i: number, param: Param): number {
  // A parameter that is not bound is NULL.
  if (param === null) return SQLITE_OK;
  if (typeof param === "bigint") return api.sqlite3_bind_int64(statement, i, param);
  if (typeof param === "number") return api.sqlite3_bind_double(statement, i, param);
  if (typeof param === "string") {
    const [text, length] = memory.allocCString(param, true);
    return api.sqlite3_bind_text(statement, i, text, length, SQLITE_WASM_DEALLOC);
  }
  return api.sqlite3_bind_blob(statement, i, param, param.length, SQLITE_TRANSIENT);
}

const columnsOf = (statement: number): string[] =>
  Array.from({ length: api.sqlite3_column_count(statement) }, (_, i) =>
    api.sqlite3_column_name(statement, i),
  );

function cellOf(statement: number, i: number): Cell {
  switch (api.sqlite3_column_type(statement, i)) {
    case SQLITE_NULL:
      return null;
    case SQLITE_INTEGER: {
      const value = api.sqlite3_column_int64(statement, i);
      const type = api.sqlite3_column_decltype(statement, i);
      return type?.toUpperCase() === "BOOLEAN" ? value !== 0n : value;
    }
    case SQLITE_FLOAT:
      return api.sqlite3_column_double(statement, i);
    case SQLITE_TEXT:
      return Buffer.from(bytesOf(statement, i)).toString();
    default:
      return new Bytes(bytesOf(statement, i));
  }
}

function bytesOf(statement: number, i: number): Uint8Array {
  const start = api.sqlite3_column_blob(statement, i);
  return memory.heap8u().slice(start, start + api.sqlite3_column_bytes(statement, i));
}
