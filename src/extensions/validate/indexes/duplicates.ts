import type { App } from "../../../contract/pocketbase.ts";
import { rows } from "../../../pocketbase/sql.ts";
import type { NeededIndex } from "./needed.ts";

/** A group of records with one value: how many, and two of their ids. */
type Group = [count: number, first: string, last: string];
const SHOWN = 3;

/**
 * A sentence about records that break a `unique` rule already, `undefined` when there are none. It
 * reads the whole index, so it is asked only when the index is made.
 */
export function duplicates(app: App, table: string, needed: NeededIndex): string | undefined {
  const [{ name: field = "" } = {}] = needed.columns;
  // The inner query reads nothing but the new index, which holds the numbers of the rows.
  const id = (row: string) => `(SELECT [[id]] FROM {{${table}}} WHERE _rowid_ = ${row})`;
  const groups = rows<Group>(
    app,
    `SELECT json_array(records, ${id("first")}, ${id("last")}) AS row FROM (
       SELECT count(*) AS records, min(_rowid_) AS first, max(_rowid_) AS last FROM {{${table}}}
       WHERE [[${field}]] != '' GROUP BY ${needed.columns.map(grouped).join(", ")}
       HAVING records > 1 LIMIT ${SHOWN + 1})`,
  );
  if (groups.length === 0) return undefined;
  const shown = groups.slice(0, SHOWN).map(described);
  const more = groups.length > SHOWN ? "; and others" : "";
  return `${needed.path}: some records of "${table}" have the same value already: ${shown.join("; ")}${more}. They stay as they are, and the rule holds for every new or changed value. Correct them in the dashboard.`;
}

const grouped = ({ name, collation }: NeededIndex["columns"][number]) =>
  `[[${name}]] COLLATE ${collation}`;

const described = ([count, first, last]: Group) =>
  `${first} and ${last}${count > 2 ? ` (and ${count - 2} more)` : ""}`;
