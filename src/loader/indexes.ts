import type { Change } from "./change.ts";

/**
 * Adds the indexes that are missing, and replaces those that say something else under the same
 * name.
 */
export function updateIndexes(existing: string[], declared: string[]): Change {
  const changed = declared.filter(
    (sql) => !existing.some((other) => essence(other) === essence(sql)),
  );
  for (const sql of changed) {
    const index = existing.findIndex((other) => nameOf(other) === nameOf(sql));
    if (index < 0) existing.push(sql);
    else existing[index] = sql;
  }
  return changed.length > 0;
}

const nameOf = (sql: string) => sql.match(/index\s+(?:if\s+not\s+exists\s+)?[`"[]?(\w+)/i)?.[1];

/** PocketBase rewrites an index's text when it saves it, and keeps what it says. */
const essence = (sql: string) =>
  sql
    .toLowerCase()
    .replace(/if\s+not\s+exists/g, "")
    .replace(/[\s`"[\]]/g, "");
