import { Collection } from "./collection.ts";
import { collectionsOf } from "./collection-rows.ts";
import { Command } from "./command.ts";
import type { Core } from "./core.ts";
import { AfterTransactionError, GoError, JoinedError, NoRowsError } from "./errors.ts";
import type { Model } from "./events.ts";
import { DeadlockError } from "./failures.ts";
import { Filter } from "./filter/filter.ts";
import { GO, goType } from "./go.ts";
import { checkReturned, HookBinder } from "./hook-binder.ts";
import type { HookEvent } from "./hooks.ts";
import { importCollections } from "./import-collections.ts";
import { Logger } from "./logger.ts";
import { Mailer } from "./mailer.ts";
import type { Record, Values } from "./record.ts";
import { type RecordQuery, selectRecords } from "./record-rows.ts";
import { create, remove, update, validate } from "./save.ts";
import type { Changes, Rows } from "./sql/cell.ts";
import { Builder } from "./sql/query.ts";
import { SURFACE } from "./surface.ts";

type CollectionLike = Collection | string;

/** An open transaction and what is to run when it has ended (core/db_tx.go). */
interface Transaction {
  readonly parent: App;
  readonly after: ((error: GoError | undefined) => void)[];
}

const HOOKS = [...(SURFACE.hooks ?? []), "onServe"];

/** core/base.go, BaseApp: `$app`, and `e.app` inside a transaction. */
export class App {
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
    this.core = core;
    this.transaction = transaction;
    for (const name of HOOKS) {
      const binder = (...tags: string[]) => new HookBinder(core.hook<HookEvent>(name), tags);
      Object.defineProperty(this, name, { value: binder });
    }
  }

  readonly rootCmd = new Command();
  db = () => new Builder(this, "dual");
  concurrentDB = () => new Builder(this, "concurrent");
  nonconcurrentDB = () => new Builder(this, "nonconcurrent");
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

  /** Reads what is committed, or, inside, the open transaction's view. */
  query(sql: string, params: Values = {}): Rows {
    return this.core.database.query(this.inside, sql, params);
  }

  /** Reads through the connection that writes. */
  queryWriter(sql: string, params: Values = {}): Rows {
    this.beforeWrite();
    return this.core.database.query(true, sql, params);
  }

  execute(sql: string, params: Values = {}): Changes {
    this.beforeWrite();
    return this.core.database.execute(sql, params);
  }

  /** Before every write: SQLite has one writer, and it waits for the open transaction. */
  beforeWrite(): void {
    if (!this.inside && this.core.database.inTransaction) {
      throw this.core.failures.record(new DeadlockError());
    }
  }

  runInTransaction(run: (app: App) => unknown): void {
    if (this.transaction) {
      checkReturned(run(this));
      return;
    }
    this.beforeWrite();
    const { database } = this.core;
    const transaction: Transaction = { parent: this, after: [] };
    let failure: GoError | undefined;
    database.begin();
    try {
      checkReturned(run(new App(this.core, transaction)));
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      failure = error;
    } finally {
      database.end(failure === undefined);
    }
    endTransaction(transaction, failure);
  }

  hasTable(name: string): boolean {
    const sql =
      "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND LOWER(name) = LOWER({:name})";
    return this.query(sql, { name }).rows.length > 0;
  }

  findAllCollections(...types: string[]): Collection[] {
    const all = collectionsOf(this.query("SELECT * FROM {{_collections}} ORDER BY rowid"));
    return types.length === 0 ? all : all.filter(({ type }) => types.includes(type));
  }

  findCollectionByNameOrId(nameOrId: string): Collection {
    const sql = "SELECT * FROM {{_collections}} WHERE [[id]] = {:id} OR LOWER([[name]]) = {:name}";
    const params = { id: nameOrId, name: nameOrId.toLowerCase() };
    const [found] = collectionsOf(this.query(`${sql} LIMIT 1`, params));
    if (!found) throw new NoRowsError();
    return found;
  }

  findCachedCollectionByNameOrId(nameOrId: string): Collection {
    const found = this.findCachedCollection(nameOrId);
    if (!found) throw new NoRowsError();
    return found;
  }

  /** As last loaded: inside a transaction, perhaps not as it is there. */
  findCachedCollection(nameOrId: string): Collection | undefined {
    const name = nameOrId.toLowerCase();
    return this.core.database.collections?.find(
      (one) => one.id === nameOrId || one.name.toLowerCase() === name,
    );
  }

  reloadCachedCollections(): void {
    this.core.database.collections = this.findAllCollections();
  }

  isCollectionNameUnique(name: string, ...excludeIds: string[]): boolean {
    return !this.findAllCollections().some(
      (one) => one.name.toLowerCase() === name.toLowerCase() && !excludeIds.includes(one.id),
    );
  }

  findRecordById(collection: CollectionLike, id: string): Record {
    const where = "[[id]] = {:id}";
    return this.#first(collection, { where, params: { id: id ?? "" } });
  }

  findRecordsByIds(collection: CollectionLike, ids: string[]): Record[] {
    const where = "[[id]] IN (SELECT value FROM json_each({:ids}))";
    return this.#select(collection, { where, params: { ids: JSON.stringify(ids) } });
  }

  findAllRecords(collection: CollectionLike, ...expressions: unknown[]): Record[] {
    if (expressions.length > 0)
      throw this.core.failures.notMocked("$app.findAllRecords with expressions");
    return this.#select(collection, {});
  }

  countRecords(collection: CollectionLike, ...expressions: unknown[]): number {
    if (expressions.length > 0)
      throw this.core.failures.notMocked("$app.countRecords with expressions");
    const { name } = this.#collection(collection);
    return Number(this.query(`SELECT COUNT(*) FROM {{${name}}}`).rows[0]?.[0]);
  }

  findFirstRecordByData(collection: CollectionLike, key: string, value: unknown): Record {
    const found = this.#collection(collection);
    if (!found.fields.getByName(key)) throw new GoError(`invalid or missing field ${key}`);
    const where = value === null ? `[[${key}]] IS NULL` : `[[${key}]] = {:value}`;
    return this.#first(found, { where, params: { value } });
  }

  findAuthRecordByEmail(collection: CollectionLike, email: string): Record {
    return this.findFirstRecordByData(collection, "email", email);
  }

  findRecordsByFilter(
    collection: CollectionLike,
    filter: string,
    sort = "",
    limit = 0,
    offset = 0,
    params: Values = {},
  ): Record[] {
    const found = this.#collection(collection);
    const records = new Filter(this, found, {});
    wrapError("invalid filter expression", () => records.where(filter, params));
    const { query } = records.order(sort);
    return selectRecords(this, found, { ...query, limit, offset });
  }

  findFirstRecordByFilter(collection: CollectionLike, filter: string, params: Values = {}): Record {
    const [record] = this.findRecordsByFilter(collection, filter, "", 1, 0, params);
    if (!record) throw new NoRowsError();
    return record;
  }

  #select = (collection: CollectionLike, query: RecordQuery) =>
    selectRecords(this, this.#collection(collection), query);

  #first(collection: CollectionLike, query: RecordQuery): Record {
    const [record] = this.#select(collection, { ...query, limit: 1 });
    if (!record) throw new NoRowsError();
    return record;
  }

  #collection(collection: CollectionLike): Collection {
    return collection instanceof Collection
      ? collection
      : this.findCachedCollectionByNameOrId(collection);
  }
}

/** `fmt.Errorf("…: %w", err)`. */
function wrapError(what: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw error instanceof GoError ? new GoError(`${what}: ${error.error()}`) : error;
  }
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
