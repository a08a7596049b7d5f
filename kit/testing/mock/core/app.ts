import { Command } from "../go/command.ts";
import { AfterTransactionError, GoError, JoinedError } from "../go/errors.ts";
import { DeadlockError } from "../go/failures.ts";
import { GO, goType } from "../go/go.ts";
import type { Values } from "../go/values.ts";
import { SURFACE } from "../goja/surface.ts";
import type { Changes, Rows } from "../sql/cell.ts";
import { type Bound, bindParams } from "../sql/params.ts";
import { Builder, NonconcurrentBuilder } from "../sql/query.ts";
import type { Core } from "./core.ts";
import type { Model } from "./events.ts";
import { Finders } from "./finders.ts";
import { checkReturned, HookBinder } from "./hook-binder.ts";
import type { HookEvent } from "./hooks.ts";
import { importCollections } from "./import-collections.ts";
import { Logger } from "./logger.ts";
import { Mailer } from "./mailer.ts";
import { create, remove, update, validate } from "./save.ts";

/** A transaction, and the functions to run when it has ended (core/db_tx.go). */
interface Transaction {
  readonly parent: App;
  isOver: boolean;
  readonly after: ((error: GoError | undefined) => void)[];
}

const HOOKS = [...(SURFACE.hooks ?? []), "onServe"];

/** core/base.go, BaseApp: `$app`, or `e.app` inside of a transaction. */
export class App extends Finders {
  static readonly [GO] = goType({
    name: "$app",
    surface: [...(SURFACE.App ?? []), ...HOOKS],
    fields: ["rootCmd"],
    methods: [
      "concurrentDB",
      "countRecords",
      "cron",
      "db",
      "delete",
      "findAllCollections",
      "findAllRecords",
      "findAuthRecordByEmail",
      "findCachedCollectionByNameOrId",
      "findCollectionByNameOrId",
      "findFirstRecordByData",
      "findFirstRecordByFilter",
      "findRecordById",
      "findRecordsByFilter",
      "findRecordsByIds",
      "hasTable",
      "importCollections",
      "isCollectionNameUnique",
      "isDev",
      "isTransactional",
      "logger",
      "newMailClient",
      "nonconcurrentDB",
      "reloadCachedCollections",
      "runInTransaction",
      "save",
      "saveNoValidate",
      "settings",
      "store",
      "validate",
      ...HOOKS,
    ],
  });
  readonly core: Core;
  readonly transaction: Transaction | undefined;

  constructor(core: Core, transaction?: Transaction) {
    super();
    this.core = core;
    this.transaction = transaction;
  }

  readonly rootCmd = new Command();
  db = () => new Builder(this, "dual");
  concurrentDB = () => new Builder(this, "concurrent");
  nonconcurrentDB = () =>
    this.inside ? new Builder(this, "nonconcurrent") : new NonconcurrentBuilder(this);
  isTransactional = () => this.transaction !== undefined;
  isDev = () => false;
  settings = () => this.core.settings;
  store = () => this.core.store;
  cron = () => this.core.cron;
  logger = () => new Logger(this.core.logs);
  newMailClient = () => new Mailer(this);
  save = (model: Model) => (model.isNew() ? create(this, model, true) : update(this, model, true));
  saveNoValidate = (model: Model) =>
    model.isNew() ? create(this, model, false) : update(this, model, false);
  delete = (model: Model) => remove(this, model);
  validate = (model: Model) => validate(this, model);
  importCollections = (list: Values[], deleteMissing: boolean) =>
    importCollections(this, list, deleteMissing);

  /** Whether this app's reads and writes go through the open transaction. */
  get inside(): boolean {
    return this.isTransactional();
  }

  query(sql: string, params: Values = {}): Rows {
    this.#refuseWhenOver();
    return this.core.database.query(this.inside, sql, params);
  }

  /** Reads through the connection that writes. */
  queryWriter(sql: string, params: Values = {}): Rows {
    this.beforeWrite();
    return this.core.database.query(true, sql, params);
  }

  execute(sql: string, params: Values = {}): Changes {
    return this.executeBound(bindParams(sql, params));
  }

  executeBound(bound: Bound): Changes {
    this.beforeWrite();
    return this.core.database.executeBound(bound);
  }

  /**
   * Runs before every write, because SQLite has one writer, which would wait for the open
   * transaction.
   */
  beforeWrite(): void {
    this.#refuseWhenOver();
    if (!this.inside && this.core.database.inTransaction) {
      throw this.core.failures.record(new DeadlockError());
    }
  }

  #refuseWhenOver(): void {
    if (!this.transaction?.isOver) return;
    throw new GoError("sql: transaction has already been committed or rolled back");
  }

  runInTransaction(run: (app: App) => unknown): void {
    if (this.transaction) {
      checkReturned(run(this));
      return;
    }
    this.beforeWrite();
    const { database } = this.core;
    const transaction: Transaction = { parent: this, after: [], isOver: false };
    let failure: GoError | undefined;
    database.begin();
    try {
      checkReturned(run(new App(this.core, transaction)));
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      failure = error;
    } finally {
      transaction.isOver = true;
      database.end(failure === undefined);
    }
    endTransaction(transaction, failure);
  }
}

// The binders are defined on the prototype, because each transaction is an app of its own.
for (const name of HOOKS) {
  function binder(this: App, ...tags: string[]) {
    return new HookBinder(this.core.hook<HookEvent>(name), tags);
  }
  Object.defineProperty(App.prototype, name, { value: binder });
}

function endTransaction({ after }: Transaction, failure: GoError | undefined): void {
  const errors: GoError[] = [];
  for (const run of after) {
    try {
      run(failure);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === 0) {
    if (failure) throw failure;
    return;
  }
  const afterErrors = new AfterTransactionError(errors);
  throw failure ? new JoinedError([failure, afterErrors]) : new JoinedError([afterErrors]);
}
