import { type Column, parseIndex, type TableIndex } from "../../../lib/create-index.ts";
import type { NeededIndex } from "./needed.ts";

/** Every table has an index of its ids. */
const PRIMARY_KEY: TableIndex = {
  name: "",
  isUnique: true,
  columns: [{ name: "id", collation: "binary" }],
  isPartial: false,
  filled: undefined,
};

/** Whether one of a collection's indexes serves the rule's query. Its name does not matter. */
export const isServed = (needed: NeededIndex, indexes: string[]): boolean =>
  [PRIMARY_KEY, ...indexes.flatMap((sql) => parseIndex(sql) ?? [])].some((index) =>
    serves(index, needed),
  );

/**
 * SQLite uses an index whose first columns are compared, in any order. A unique index leaves one row
 * at most when all of its columns are compared, even if they are not all that the query compares.
 */
function serves(index: TableIndex, needed: NeededIndex): boolean {
  const { columns, isPartial, isUnique, filled } = index;
  const field = needed.columns[0]?.name.toLowerCase();
  if (isPartial && !(needed.isUnique && filled !== undefined && filled === field)) return false;
  const compares = (column: Column) => needed.columns.some((one) => isSame(one, column));
  const has = (column: Column) =>
    columns.slice(0, needed.columns.length).some((one) => isSame(column, one));
  return needed.columns.every(has) || (isUnique && columns.every(compares));
}

const isSame = (a: Column, b: Column) =>
  a.name.toLowerCase() === b.name.toLowerCase() && a.collation === b.collation;
