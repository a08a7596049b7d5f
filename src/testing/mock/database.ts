import { isDeepStrictEqual } from "node:util";
import type { Collection } from "./collection.ts";
import { GoError } from "./errors.ts";
import type { Values } from "./record.ts";

interface Tables {
  collections: Map<string, Collection>;
  /** By collection id, then record id. Rows are replaced, never changed. */
  rows: Map<string, Map<string, Values>>;
}

/** What PocketBase keeps in SQLite: one transaction at a time, readers outside of it see what is committed. */
export class Database {
  #committed: Tables = { collections: new Map(), rows: new Map() };
  #open: Tables | undefined;

  get inTransaction(): boolean {
    return this.#open !== undefined;
  }

  begin(): void {
    const { collections, rows } = this.#committed;
    this.#open = {
      collections: new Map(collections),
      rows: new Map([...rows].map(([id, table]) => [id, new Map(table)])),
    };
  }

  end(commit: boolean): void {
    if (commit && this.#open) this.#committed = this.#open;
    this.#open = undefined;
  }

  /** @param inside the open transaction's view, or the committed one */
  tables(inside: boolean): Tables {
    return (inside && this.#open) || this.#committed;
  }

  collection(inside: boolean, nameOrId: string): Collection | undefined {
    const { collections } = this.tables(inside);
    const isNamed = ({ name }: Collection) => name.toLowerCase() === nameOrId.toLowerCase();
    return collections.get(nameOrId) ?? [...collections.values()].find(isNamed);
  }

  rows(inside: boolean, collection: Collection): readonly Values[] {
    return [...(this.tables(inside).rows.get(collection.id)?.values() ?? [])];
  }

  row(inside: boolean, collection: Collection, id: string): Values | undefined {
    return this.tables(inside).rows.get(collection.id)?.get(id);
  }

  put(inside: boolean, collection: Collection, row: Values): void {
    checkUnique(collection, this.rows(inside, collection), row);
    const { rows } = this.tables(inside);
    const table = rows.get(collection.id) ?? new Map<string, Values>();
    rows.set(collection.id, table.set(String(row.id), row));
  }

  remove(inside: boolean, collection: Collection, id: string): void {
    this.tables(inside).rows.get(collection.id)?.delete(id);
  }

  putCollection(inside: boolean, collection: Collection): void {
    this.tables(inside).collections.set(collection.id, collection);
  }

  removeCollection(inside: boolean, collection: Collection): void {
    this.tables(inside).collections.delete(collection.id);
    this.tables(inside).rows.delete(collection.id);
  }
}

interface UniqueIndex {
  columns: string[];
  noCase: boolean;
  /** A column of `WHERE column != ''`: rows where it is empty do not count. */
  unlessEmpty?: string | undefined;
}

const UNIQUE =
  /^create\s+unique\s+index\s+(?:if\s+not\s+exists\s+)?\S+\s+on\s+\S+\s*\(([^)]*)\)\s*(?:where\s+[`"[]?(\w+)[`"\]]?\s*!=\s*''\s*)?$/i;

/** Undefined for an index that is not unique; null for a unique one whose SQL is not mocked. */
export function uniqueIndex(sql: string): UniqueIndex | null | undefined {
  if (!/^\s*create\s+unique\s/i.test(sql)) return undefined;
  const [, list, unlessEmpty] = sql.trim().match(UNIQUE) ?? [];
  if (list === undefined) return null;
  const columns = list.split(",").map((column) => column.trim().match(/^[`"[]?(\w+)/)?.[1] ?? "");
  return { columns, noCase: /collate\s+nocase/i.test(list), unlessEmpty };
}

function checkUnique(collection: Collection, rows: readonly Values[], row: Values): void {
  for (const sql of collection.indexes) {
    const index = uniqueIndex(sql);
    if (!index || (index.unlessEmpty && row[index.unlessEmpty] === "")) continue;
    const same = (a: unknown, b: unknown) =>
      index.noCase && typeof a === "string" && typeof b === "string"
        ? a.toLowerCase() === b.toLowerCase()
        : isDeepStrictEqual(a, b);
    const others = rows.filter((other) => other.id !== row.id);
    if (!others.some((other) => index.columns.every((column) => same(other[column], row[column]))))
      continue;
    const names = index.columns.map((column) => `${collection.name}.${column}`).join(", ");
    throw new GoError(`constraint failed: UNIQUE constraint failed: ${names} (2067)`);
  }
}
