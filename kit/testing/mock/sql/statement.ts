// database/sql, as far as hook files prepare statements: nonconcurrentDB().db().prepare(sql)
import type { App } from "../core/app.ts";
import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import { toParam } from "./params.ts";
import { Result } from "./result.ts";

export class SqlDb {
  static readonly [GO] = goType({ name: "sql.DB", type: "SqlDB", methods: ["prepare"] });
  constructor(private readonly app: App) {}

  prepare(text: string): Statement {
    this.app.core.database.compile(text);
    return new Statement(this.app, text);
  }
}

class Statement {
  static readonly [GO] = goType({ name: "Stmt", type: "SqlStmt", methods: ["close", "exec"] });
  #isClosed = false;

  constructor(
    private readonly app: App,
    private readonly text: string,
  ) {}

  exec(...values: unknown[]): Result {
    if (this.#isClosed) throw new GoError("sql: statement is closed");
    return new Result(this.app.executeBound({ sql: this.text, params: values.map(toParam) }));
  }

  close(): void {
    this.#isClosed = true;
  }
}
