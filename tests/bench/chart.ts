// Draws the write path as bars: the share of PocketBase's speed that each variant keeps.
import type { Table } from "./report.ts";
import type { Measured } from "./stats.ts";
import { OWN } from "./write/variants.ts";

const CLIENTS = 32;
const [WIDTH, LEFT, BAR, GAP] = [760, 220, 22, 8];

interface Bar {
  name: string;
  perSecond: number;
  share: number;
}

/** Takes the `tables` that write.ts makes. */
export function chart(tables: Table[]): string {
  const groups = tables
    .filter(({ head }) => String(head[0]).startsWith("creates"))
    .map((one) => ({ title: `${one.head[0]}, ${CLIENTS} clients`, bars: barsOf(one) }));
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ perSecond }) => perSecond)));
  let y = 0;
  const parts = groups.flatMap(({ title, bars }) => {
    y += 34;
    const lines = [text(0, y, title, "bold")];
    for (const bar of bars) {
      lines.push(barAt(y + 12, bar, (bar.perSecond / most) * (WIDTH - LEFT - 120)));
      y += BAR + GAP;
    }
    return lines;
  });
  const style =
    "svg{background:#fff;font:14px system-ui,sans-serif}text{fill:#222}.bold{font-weight:600}";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 0 ${WIDTH + 32} ${y + 28}" role="img"><title>Creates per second</title><style>${style}</style>${parts.join("")}</svg>\n`;
}

const barsOf = ({ rows }: Table): Bar[] =>
  rows
    .filter(([, clients]) => clients === CLIENTS)
    .map(([name, , speed, share]) => ({
      name: String(name),
      perSecond: (speed as Measured).median,
      share: (share as Measured).median,
    }));

function barAt(y: number, { name, perSecond, share }: Bar, width: number): string {
  const color = name === OWN ? "#2f6fed" : "#b8c1cc";
  const label = `${perSecond.toFixed(0)}  ×${share.toFixed(2)}`;
  return [
    text(0, y + 16, name),
    `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3" fill="${color}"/>`,
    text(LEFT + width + 8, y + 16, label),
  ].join("");
}

const text = (x: number, y: number, content: string, name = "") =>
  `<text x="${x.toFixed(1)}" y="${y}"${name && ` class="${name}"`}>${content}</text>`;
