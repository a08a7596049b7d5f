// tools/search/filter.go: one side of a comparison, and the comparison itself
export interface Operand {
  /** The expression in dbx's syntax. */
  readonly sql: string;
  /** The value of the parameter, if this side is one. */
  readonly param?: { readonly name: string; readonly value: unknown };
  /** Compares the value unchanged, without treating NULL as an empty text. */
  readonly exact?: boolean;
  /** For a list, a query of all its values, as `multiMatchValue`. */
  readonly all?: string;
  /** A condition to add to the comparison. */
  readonly and?: string;
}

export const NULL: Operand = { sql: "NULL" };

/** Changes the value of a parameter. */
type SetParam = (name: string, value: unknown) => void;

export function compare(left: Operand, operator: string, right: Operand, set: SetParam): string {
  const isAny = operator.startsWith("?");
  const plain = plainCompare(left, operator.replace("?", ""), right, set);
  const parts = [plain];
  if (!isAny && left.all) parts.push(allMatch(left.all, left, operator, right, false, set));
  else if (!isAny && right.all) parts.push(allMatch(right.all, right, operator, left, true, set));
  for (const side of [left, right]) if (side.and) parts.push(side.and);
  return parts.length === 1 ? plain : `(${parts.join(" AND ")})`;
}

/** Every value of a list must match (manyVsOneExpr). */
function allMatch(
  query: string,
  { exact = false }: Operand,
  operator: string,
  other: Operand,
  inverse: boolean,
  set: SetParam,
): string {
  const value: Operand = { sql: "[[__sm.multiMatchValue]]", exact };
  const plainOther = { ...other, exact: false };
  const [left, right] = inverse ? [plainOther, value] : [value, plainOther];
  return `NOT EXISTS (SELECT 1 FROM (${query}) {{__sm}} WHERE NOT (${plainCompare(left, operator, right, set)}))`;
}

function plainCompare(left: Operand, operator: string, right: Operand, set: SetParam): string {
  if (operator === "=") return equal(left, right, "=", "IS", "OR", "IS NULL");
  if (operator === "!=") return equal(left, right, "IS NOT", "IS NOT", "AND", "IS NOT NULL");
  if (operator !== "~" && operator !== "!~") return `${left.sql} ${operator} ${right.sql}`;
  const like = operator === "~" ? "LIKE" : "NOT LIKE";
  if (!right.param) return `${left.sql} ${like} ('%' || ${right.sql} || '%') ESCAPE '\\'`;
  set(right.param.name, likePattern(String(right.param.value ?? "")));
  return `${left.sql} ${like} ${right.sql} ESCAPE '\\'`;
}

function equal(a: Operand, b: Operand, op: string, nullOp: string, join: string, nulls: string) {
  if (a.exact || b.exact) return `${a.sql} ${nullOp} ${b.sql}`;
  const [left, right] = [isEmpty(a) ? "''" : a.sql, isEmpty(b) ? "''" : b.sql];
  if ((isEmpty(a) && isEmpty(b)) || isKnown(a) || isKnown(b)) return `${left} ${op} ${right}`;
  if (isEmpty(a)) return `('' ${op} ${b.sql} ${join} ${b.sql} ${nulls})`;
  if (isEmpty(b)) return `(${a.sql} ${op} '' ${join} ${a.sql} ${nulls})`;
  return `COALESCE(${a.sql}, '') ${op} COALESCE(${b.sql}, '')`;
}

const isEmptyValue = (value: unknown) => value === "" || value === null || value === undefined;
const isEmpty = ({ sql, param }: Operand) =>
  sql === "NULL" || sql === "''" || (param !== undefined && isEmptyValue(param.value));
const isKnown = (side: Operand) =>
  /^(?:0|1|true|false)$/i.test(side.sql) || (side.param !== undefined && !isEmpty(side));

/** A text without a wildcard of its own matches anywhere. */
function likePattern(text: string): string {
  if (/(?<!\\)%/.test(text)) return text;
  return `%${text.replace(/\\?[\\%_]/g, (found) => (found.length > 1 ? found : `\\${found}`))}%`;
}
