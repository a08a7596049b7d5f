import type { Bytes } from "../go/go.ts";

/** A value of a row: SQLite's INTEGER is a `bigint`, its REAL a `number`. */
export type Cell = null | bigint | number | string | boolean | Bytes;

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The effect of a statement, as Go's `sql.Result` shows it. */
export interface Changes {
  readonly rowsAffected: number;
  readonly lastInsertId: number;
}

/** `asString` of database/sql: returns undefined for NULL. */
export function cellText(cell: Cell): string | undefined {
  if (cell === null) return undefined;
  if (typeof cell === "number") return formatReal(cell);
  return cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell);
}

/** `strconv.FormatFloat(value, 'g', -1, 64)`. */
function formatReal(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : value < 0 ? "-Inf" : "NaN";
  const [digits = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
