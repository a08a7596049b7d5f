// core/db_connect.go: one connection that writes, and one that reads the committed data.
import type { Collection } from "../core/collection.ts";
import type { Values } from "../go/values.ts";
import type { Changes, Rows } from "./cell.ts";
import { Connection } from "./connection.ts";
import { removeFile, useTime } from "./engine.ts";
import { type Bound, bindParams } from "./params.ts";

let files = 0;

/** The contents of PocketBase's `data.db`. */
export class Database {
  readonly #file = `/data-${++files}.db`;
  readonly #writer = new Connection(this.#file);
  readonly #reader = new Connection(this.#file);
  readonly #now: () => number;
  #inTransaction = false;
  /**
   * The time, by the machine's clock, until which statements may run. A statement without end can
   * be stopped only here.
   */
  deadline: { readonly at: number; readonly message: string } | undefined;
  #collections: readonly Collection[] | undefined;
  #makeCollections: (() => readonly Collection[]) | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * The app's copy of `_collections` (core/collection_query.go). It is undefined until the database
   * is set up.
   */
  get collections(): readonly Collection[] | undefined {
    this.#collections ??= this.#makeCollections?.();
    return this.#collections;
  }

  /**
   * @param make is called on the first access, because a start saves many collections before
   * anything reads them
   */
  keepCollections(make: () => readonly Collection[]): void {
    this.#collections = undefined;
    this.#makeCollections = make;
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  begin(): void {
    this.#writer.execute("BEGIN");
    this.#inTransaction = true;
  }

  end(commit: boolean): void {
    this.#inTransaction = false;
    this.#writer.execute(commit ? "COMMIT" : "ROLLBACK");
  }

  /** @param inside whether to read in the open transaction instead of the committed data */
  query(inside: boolean, sql: string, values: Values = {}): Rows {
    return this.queryBound(inside, bindParams(sql, values));
  }

  queryBound(inside: boolean, { sql, params }: Bound): Rows {
    this.#prepare();
    return (inside ? this.#writer : this.#reader).query(sql, params);
  }

  executeBound({ sql, params }: Bound): Changes {
    this.#prepare();
    return this.#writer.execute(sql, params);
  }

  compile(sql: string): void {
    this.#writer.compile(sql);
  }

  #prepare(): void {
    useTime(this.#now);
    if (this.deadline && Date.now() > this.deadline.at) throw new Error(this.deadline.message);
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
    removeFile(this.#file);
  }
}
