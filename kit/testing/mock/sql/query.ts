// github.com/pocketbase/dbx, as far as hook files write their own SQL: db().newQuery(sql)
import type { App } from "../core/app.ts";
import { NoRowsError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import type { Values } from "../go/values.ts";
import { readAll, readColumn, readOne } from "./models.ts";
import { Result } from "./result.ts";
import { SqlDb } from "./statement.ts";

class Query {
  static readonly [GO] = goType({
    name: "Query",
    type: "Query",
    methods: ["all", "bind", "close", "column", "execute", "one", "params", "prepare", "sql"],
  });
  #params: Values = {};

  constructor(
    private readonly app: App,
    private readonly text: string,
    /** Reads the committed data even while a transaction is open. */
    private readonly concurrent: boolean,
  ) {}

  sql = () => this.text;
  params = () => this.#params;

  bind(params: Values): this {
    this.#params = { ...this.#params, ...params };
    return this;
  }

  /** Every text is compiled once (connection.ts). */
  prepare = (): this => this;
  close = (): void => {};

  execute(): Result {
    if (!this.concurrent) return new Result(this.app.execute(this.text, this.#params));
    this.#rows();
    return new Result({ rowsAffected: 0, lastInsertId: 0 });
  }

  one(model: unknown): void {
    const result = this.#rows();
    if (result.rows.length === 0) throw new NoRowsError();
    readOne(result, model);
  }

  all = (slice: unknown) => readAll(this.#rows(), slice);
  column = (slice: unknown) => readColumn(this.#rows(), slice);

  #rows() {
    return this.concurrent
      ? this.app.query(this.text, this.#params)
      : this.app.queryWriter(this.text, this.#params);
  }
}

/** `db()` sends texts that begin with SELECT or WITH to the readers (core/db_builder.go). */
export class Builder {
  static readonly [GO] = goType({ name: "DB", type: "DB", methods: ["newQuery"] });

  constructor(
    private readonly app: App,
    private readonly kind: "dual" | "concurrent" | "nonconcurrent",
  ) {}

  newQuery(text: string): Query {
    const reads = this.kind === "dual" && /^\s*(?:SELECT|WITH)/i.test(text);
    return new Query(this.app, text, reads || this.kind === "concurrent");
  }
}

/**
 * The result of `nonconcurrentDB()` outside of transactions (dbx's DB), which gives access to
 * database/sql's DB.
 */
export class NonconcurrentBuilder extends Builder {
  static override readonly [GO] = goType({
    name: "DB",
    type: "NonconcurrentDB",
    methods: ["db", "newQuery"],
  });
  readonly #app: App;

  constructor(app: App) {
    super(app, "nonconcurrent");
    this.#app = app;
  }

  db = () => new SqlDb(this.#app);
}
