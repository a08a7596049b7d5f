// core/record_query.go and collection_query.go: the finders of the app

import { Filter } from "../filter/filter.ts";
import { GoError, NoRowsError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import { conditions } from "../goja/globals-dbx.ts";
import type { Rows } from "../sql/cell.ts";
import { Collection } from "./collection.ts";
import { collectionsOf } from "./collection-rows.ts";
import type { Core } from "./core.ts";
import type { Record } from "./record.ts";
import { type RecordQuery, selectRecords } from "./record-rows.ts";

type CollectionLike = Collection | string;

export abstract class Finders {
  abstract readonly core: Core;
  /** Reads the committed data, or the transaction's view inside of one. */
  abstract query(sql: string, params?: Values): Rows;

  hasTable(name: string): boolean {
    const sql =
      "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND LOWER(name) = LOWER({:name})";
    return this.query(sql, { name }).rows.length > 0;
  }

  findAllCollections(...types: string[]): Collection[] {
    const all = collectionsOf(this.#collectionRows());
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

  /**
   * Returns the collection as it was last loaded, which inside of a transaction may be out of date.
   */
  findCachedCollection(nameOrId: string): Collection | undefined {
    const name = nameOrId.toLowerCase();
    return this.core.database.collections?.find(
      (one) => one.id === nameOrId || one.name.toLowerCase() === name,
    );
  }

  reloadCachedCollections(): void {
    const rows = this.#collectionRows();
    this.core.database.keepCollections(() => collectionsOf(rows));
  }

  isCollectionNameUnique(name: string, ...excludeIds: string[]): boolean {
    const sql = "SELECT [[id]] FROM {{_collections}} WHERE LOWER([[name]]) = {:name}";
    const { rows } = this.query(sql, { name: name.toLowerCase() });
    return rows.every(([id]) => excludeIds.includes(String(id)));
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
    return this.#select(collection, conditions(expressions));
  }

  countRecords(collection: CollectionLike, ...expressions: unknown[]): number {
    const { name } = this.#collection(collection);
    const { where, params } = conditions(expressions);
    const sql = `SELECT COUNT(*) FROM {{${name}}} ${where && `WHERE ${where}`}`;
    return Number(this.query(sql, params).rows[0]?.[0]);
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

  #collectionRows = () => this.query("SELECT * FROM {{_collections}} ORDER BY rowid");

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
