// tools/dbutils/index.go
interface Column {
  readonly name: string;
  readonly collate: string;
  readonly sort: string;
}

interface Index {
  readonly unique: boolean;
  readonly optional: boolean;
  readonly name: string;
  readonly table: string;
  readonly columns: readonly Column[];
  readonly where: string;
}

const INDEX =
  /create\s+(unique\s+)?\s*index\s*(if\s+not\s+exists\s+)?(\S*)\s+on\s+(\S*)\s*\(([\s\S]*)\)(?:\s*where\s+([\s\S]*))?/i;
const COLUMN = /^([\s\S]+?)(?:\s+collate\s+(\w+))?(?:\s+(asc|desc))?$/i;
const trim = (text: string) => text.replace(/^[`"'[\]\s]+|[`"'[\]\s]+$/g, "");

export function parseIndex(sql: string): Index {
  const [, unique, optional, name = "", table = "", columns = "", where = ""] =
    sql.match(INDEX) ?? [];
  return {
    unique: Boolean(unique),
    optional: Boolean(optional),
    name: trim(name.split(".").at(-1) ?? ""),
    table: trim(table),
    columns: splitTopLevel(columns).flatMap(parseColumn),
    where: where.trim(),
  };
}

function parseColumn(text: string): Column[] {
  const [, name = "", collate = "", sort = ""] = text.trim().match(COLUMN) ?? [];
  return trim(name) === "" ? [] : [{ name: trim(name), collate, sort: sort.toUpperCase() }];
}

/** Returns undefined for a text that is not an index. */
export function buildIndex({ unique, optional, name, table, columns, where }: Index) {
  if (!name || !table || columns.length === 0) return undefined;
  const [open, close] = columns.length > 1 ? ["\n  ", "\n"] : ["", ""];
  const list = columns.map(({ name, collate, sort }) => {
    const column = /[( ]/.test(name) ? name : `\`${name}\``;
    return column + (collate && ` COLLATE ${collate}`) + (sort && ` ${sort}`);
  });
  const start = `CREATE ${unique ? "UNIQUE " : ""}INDEX ${optional ? "IF NOT EXISTS " : ""}`;
  const text = `${start}\`${name}\` ON \`${table}\` (${open}${list.join(",\n  ")}${close})`;
  return where ? `${text} WHERE ${where}` : text;
}

/** Splits at the commas outside of brackets and quotes. */
export function splitTopLevel(text: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const [token] of text.matchAll(/'[^']*'|"[^"]*"|`[^`]*`|[\s\S]/g)) {
    if (token === "(") depth++;
    if (token === ")") depth--;
    if (token === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts.filter((part) => part.trim() !== "");
}
