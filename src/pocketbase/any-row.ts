import type { App } from "../contract/pocketbase.ts";
import type { SqlParams } from "./sql.ts";

/** Whether the table has a row that meets all conditions, after the first `offset` such rows. */
export function anyRow(
  app: App,
  table: string,
  conditions: string[],
  params: SqlParams,
  offset = 0,
): boolean {
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
  const found = arrayOf(new DynamicModel({ found: 0 }));
  app
    .db()
    .newQuery(`SELECT 1 AS found FROM {{${table}}}${where} LIMIT 1 OFFSET ${offset}`)
    .bind(params)
    .all(found);
  return found.length > 0;
}
