// `CREATE INDEX` as text. PocketBase keeps the indexes of a collection as such texts, and users may
// write them by hand.

/** A column that an index holds, in lower case, or that a query compares by `=`. */
export interface Column {
  /** `""` for an expression. */
  name: string;
  collation: string;
}

export interface TableIndex {
  name: string;
  isUnique: boolean;
  columns: Column[];
  /** Whether it leaves rows out. */
  isPartial: boolean;
  /** Its rows are those in which this column is not empty. `undefined` for another condition. */
  filled: string | undefined;
}

const INDEX =
  /^\s*create\s+(unique\s+)?index\s+(?:if\s+not\s+exists\s+)?(\S+)\s+on\s+[^\s(]+\s*\(/i;
const COLUMN =
  /^\s*[`"[]?(\w+)[`"\]]?(?:\s+collate\s+[`"[]?(\w+)[`"\]]?)?(?:\s+(?:asc|desc))?\s*$/i;
const FILLED = /^\s*where\s+[`"[]?(\w+)[`"\]]?\s*(?:!=|<>)\s*''\s*$/i;

/** The names of the indexes that the bundle gives to users' collections begin with this. */
export const OWN_INDEX = "idx_bundle_";

/** The index, if the bundle has made it. */
export function ownIndexOf(sql: string): TableIndex | undefined {
  const index = parseIndex(sql);
  return index?.name.startsWith(OWN_INDEX) && !index.isUnique && !index.isPartial
    ? index
    : undefined;
}

/** Returns `undefined` for a text that is no `CREATE INDEX`. */
export function parseIndex(sql: string): TableIndex | undefined {
  const [start, unique, name] = INDEX.exec(sql) ?? [];
  if (start === undefined || name === undefined) return undefined;
  const { parts, rest } = splitList(sql.slice(start.length));
  return {
    name: (name.split(".").at(-1) ?? "").replace(/[`"[\]]/g, ""),
    isUnique: unique !== undefined,
    columns: parts.map((part) => {
      const [, column = "", collation = "binary"] = COLUMN.exec(part) ?? [];
      return { name: column.toLowerCase(), collation: collation.toLowerCase() };
    }),
    isPartial: /\S/.test(rest),
    filled: FILLED.exec(rest)?.[1]?.toLowerCase(),
  };
}

/** Splits a list in brackets at its commas. `text` begins behind the opening bracket. */
function splitList(text: string): { parts: string[]; rest: string } {
  const parts = [""];
  let depth = 1;
  let at = 0;
  for (const [token] of text.matchAll(/'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|[\s\S]/g)) {
    at += token.length;
    if (token === "(") depth++;
    if (token === ")") depth--;
    if (depth === 0) break;
    if (token === "," && depth === 1) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return { parts, rest: text.slice(at) };
}

/** The statement as PocketBase's dashboard writes it, on one line. */
export function createIndex(name: string, table: string, columns: Column[]): string {
  const list = columns.map(
    ({ name, collation }) =>
      `\`${name}\`${collation === "binary" ? "" : ` COLLATE ${collation.toUpperCase()}`}`,
  );
  return `CREATE INDEX \`${name}\` ON \`${table}\` (${list.join(", ")})`;
}
