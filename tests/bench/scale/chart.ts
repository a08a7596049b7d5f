// Draws how the cost of a create grows with the rows of its collection.
import type { Table } from "../report.ts";
import type { Measured } from "../stats.ts";

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT] = [820, 300, 56, 44, 310];
const COLORS = ["#8a94a3", "#2f6fed", "#0f9d8a", "#d9822b"];
/** The names of the variants that the chart shows, shortest first. */
const SHOWN = [
  "a rule that asks nothing",
  "`unique`, ignoring case",
  "`limit` per owner",
  "`unique`, `limit` and the JSON Schema",
];

/** `500K` and `1M`, which stand close together. */
const SHORT = new Intl.NumberFormat("en", { notation: "compact" });

interface Line {
  name: string;
  /** Times a create without rules, by rows. */
  points: [rows: number, share: number][];
}

/** Takes the tables of creates.ts, one for each number of rows. */
export function growthChart(tables: Table[]): string {
  const lines = SHOWN.map((name) => ({ name, points: pointsOf(name, tables) }));
  const all = lines.flatMap(({ points }) => points);
  const [sizes, most] = [all.map(([rows]) => rows), Math.max(...all.map(([, share]) => share))];
  const [from, to] = [Math.log10(Math.min(...sizes)), Math.log10(Math.max(...sizes))];
  const x = (rows: number) =>
    LEFT + ((Math.log10(rows) - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (share: number) => HEIGHT - (share / Math.ceil(most)) * (HEIGHT - TOP);
  const steps = Array.from({ length: Math.ceil(most) + 1 }, (_, i) => i);
  const parts = [
    text(0, 20, "Processor time of a create, as a multiple of one without rules, by rows", "bold"),
    ...steps.map((step) => `${rule(y(step))}${text(LEFT - 34, y(step) + 5, `${step} ×`)}`),
    ...[...new Set(sizes)].map((rows) => text(x(rows) - 14, HEIGHT + 22, SHORT.format(rows))),
    ...lines.map((line, i) => lineAt(line, COLORS[i] ?? "", x, y)),
    ...labels(lines, y),
  ];
  const style =
    "svg{background:#fff;font:14px system-ui,sans-serif}text{fill:#222}.bold{font-weight:600}polyline{fill:none;stroke-width:2.5}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 0 ${WIDTH + 32} ${HEIGHT + 40}" role="img"><title>Cost by rows</title><style>${style}</style>${parts.join("")}</svg>\n`;
}

const pointsOf = (name: string, tables: Table[]): Line["points"] =>
  tables.flatMap(({ head, rows }) => {
    const size = Number(/(\d+) rows/.exec(String(head[0]))?.[1]);
    const share = rows.find(([variant]) => variant === name)?.[2] as Measured | undefined;
    return share && Number.isFinite(size) ? [[size, share.median] as [number, number]] : [];
  });

function lineAt(
  { points }: Line,
  color: string,
  x: (rows: number) => number,
  y: (share: number) => number,
): string {
  const at = points.map(([rows, share]) => [x(rows).toFixed(1), y(share).toFixed(1)]);
  const dots = at.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${color}"/>`);
  return `<polyline points="${at.map((one) => one.join()).join(" ")}" stroke="${color}"/>${dots.join("")}`;
}

/** The names stand at the ends of the lines, with room between them. */
function labels(lines: Line[], y: (share: number) => number): string[] {
  let free = Number.POSITIVE_INFINITY;
  return lines
    .map(({ name, points }, i) => ({ name, i, share: points.at(-1)?.[1] ?? 0 }))
    .sort((a, b) => a.share - b.share)
    .map(({ name, i, share }) => {
      free = Math.min(y(share) + 5, free - 19);
      const label = `${name.replaceAll("`", "")}: ${share.toFixed(2)}`;
      return `<text x="${WIDTH - RIGHT + 12}" y="${free.toFixed(1)}" style="fill:${COLORS[i]}">${label}</text>`;
    });
}

const rule = (y: number) =>
  `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="#e3e7ec"/>`;

const text = (x: number, y: number, content: string, name = "") =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${name && ` class="${name}"`}>${content}</text>`;
