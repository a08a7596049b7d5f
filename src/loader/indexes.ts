import type { Applied } from "./applied.ts";

/** Adds the indexes that are missing, and replaces those that say something else under the same name. */
export function updateIndexes(existing: string[], declared: string[]): Applied {
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

/**
 * What an index says. PocketBase rewrites its text when it saves it: quotes, white space, and the
 * name of the table. A text in single quotes stays as it is.
 */
const essence = (sql: string) =>
  sql
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.toLowerCase().replace(/[\s`"[\];]/g, "")))
    .join("")
    .replace("ifnotexists", "")
    .replace(/^(create(?:unique)?index\w+?)on\w+\(/, "$1on(");
