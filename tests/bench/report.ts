// The result of a benchmark: tables, as JSON and as Markdown.
import type { Measured } from "./stats.ts";

export type Cell = string | number | Measured;

export interface Table {
  head: Cell[];
  rows: Cell[][];
  /** A remark for readers of the table. */
  note?: string;
}

export const table = (head: Cell[], rows: Cell[][], note?: string): Table => ({
  head,
  rows,
  ...(note && { note }),
});

export function markdown({ head, rows, note }: Table): string {
  const text = (cell: Cell) => (typeof cell === "object" ? cell.text : String(cell));
  const lines = [head, head.map(() => "---"), ...rows].map(
    (cells) => `| ${cells.map(text).join(" | ")} |`,
  );
  return [...lines, ...(note ? ["", note] : [])].join("\n");
}
