import { Collection } from "./collection.ts";
import { Command } from "./command.ts";
import type { Core } from "./core.ts";
import { AfterTransactionError, GoError, JoinedError, NoRowsError } from "./errors.ts";
import type { Model } from "./events.ts";
import { DeadlockError } from "./failures.ts";
import { matcher, sorter } from "./filter.ts";
import { GO, goType } from "./go.ts";
import { checkReturned, HookBinder } from "./hook-binder.ts";
import type { HookEvent } from "./hooks.ts";
import { importCollections } from "./import-collections.ts";
import { Logger } from "./logger.ts";
import { Mailer } from "./mailer.ts";
import { Record, type Values } from "./record.ts";
import { create, remove, update, validate } from "./save.ts";
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
      "countRecords",
      "cron",
      "delete",
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
  hasTable = (name: string) => this.core.database.collection(this.inside, name) !== undefined;
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

  findCollectionByNameOrId(nameOrId: string): Collection {
    return this.findCachedCollectionByNameOrId(nameOrId).copy();
  }

  findCachedCollectionByNameOrId(nameOrId: string): Collection {
    const found = this.core.database.collection(this.inside, nameOrId);
    if (!found) throw new NoRowsError();
    return found;
  }

  isCollectionNameUnique(name: string, ...excludeIds: string[]): boolean {
    const found = this.core.database.collection(this.inside, name);
    return !found || excludeIds.includes(found.id);
  }

  findRecordById(collection: CollectionLike, id: string): Record {
    const found = this.#collection(collection);
    const row = this.core.database.row(this.inside, found, id ?? "");
    if (!row) throw new NoRowsError();
    return Record.stored(found, row);
  }

  findRecordsByIds(collection: CollectionLike, ids: string[]): Record[] {
    return this.findAllRecords(collection).filter(({ id }) => ids.includes(id));
  }

  findAllRecords(collection: CollectionLike, ...expressions: unknown[]): Record[] {
    if (expressions.length > 0)
      throw this.core.failures.notMocked("$app.findAllRecords with expressions");
    const found = this.#collection(collection);
    return this.core.database.rows(this.inside, found).map((row) => Record.stored(found, row));
  }

  countRecords(collection: CollectionLike, ...expressions: unknown[]): number {
    return this.findAllRecords(collection, ...expressions).length;
  }

  findFirstRecordByData(collection: CollectionLike, key: string, value: unknown): Record {
    const found = this.#collection(collection);
    const field = found.fields.getByName(key);
    if (!field) throw new GoError(`invalid or missing field ${key}`);
    const wanted = field.prepare(value);
    const record = this.findAllRecords(found).find((record) => record.getRaw(key) === wanted);
    if (!record) throw new NoRowsError();
    return record;
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
    const matches = matcher(this, found, filter, { params });
    const records = this.findAllRecords(found)
      .filter(matches)
      .sort(sorter(this, found, sort));
    return records.slice(offset, limit > 0 ? offset + limit : undefined);
  }

  findFirstRecordByFilter(collection: CollectionLike, filter: string, params: Values = {}): Record {
    const [record] = this.findRecordsByFilter(collection, filter, "", 1, 0, params);
    if (!record) throw new NoRowsError();
    return record;
  }

  #collection(collection: CollectionLike): Collection {
    return collection instanceof Collection
      ? collection
      : this.findCachedCollectionByNameOrId(collection);
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
