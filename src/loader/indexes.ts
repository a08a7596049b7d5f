import type { Applied } from "./applied.ts";

/** Adds the indexes that are missing, and replaces those that say something else under the same name. */
export function updateIndexes(existing: string[], declared: string[]): Applied {
  let differs = false;
  for (const sql of declared) {
    const { name, says } = parsed(sql);
    const at = existing.findIndex((other) => parsed(other).name === name);
    if (at >= 0 && parsed(existing[at] as string).says === says) continue;
    if (at < 0) existing.push(sql);
    else existing[at] = sql;
    differs = true;
  }
  return differs;
}

const INDEX =
  /^\s*create\s+(unique\s+)?index\s+(?:if\s+not\s+exists\s+)?(.+?)\s+on\s+[^(]+(\(.*)$/is;

/**
 * PocketBase rewrites the text of an index when it saves it: quotes, white space, and the name of
 * the table.
 */
function parsed(sql: string): { name: string; says: string } {
  const [, unique = "", name = sql, rest = ""] = INDEX.exec(sql) ?? [];
  return { name: bare(name), says: bare(unique + rest) };
}

/** A text in single quotes stays as it is. */
const bare = (sql: string) =>
  sql
    .split(/('[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.toLowerCase().replace(/[\s`"[\];]/g, "")))
    .join("");
