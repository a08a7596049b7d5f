// docs/performance.json has the last run of each part. docs/performance.md, below its text, and the
// charts show it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chart } from "./chart.ts";
import { markdown, type Table } from "./report.ts";
import { growthChart } from "./scale/chart.ts";

export interface Part {
  machine: string;
  /** When the run began, as ISO text. */
  date: string;
  tables: Table[];
}

const RESULTS = "docs/performance.json";
const PAGE = "docs/performance.md";
const MARK = "<!-- What follows is written by: npm run bench -- --save -->";

export function save(name: string, part: Part): void {
  const known: Record<string, Part> = existsSync(RESULTS)
    ? JSON.parse(readFileSync(RESULTS, "utf8"))
    : {};
  const parts = { ...known, [name]: part };
  writeFileSync(RESULTS, `${JSON.stringify(parts, null, 2)}\n`);
  const [text = ""] = readFileSync(PAGE, "utf8").split(MARK);
  writeFileSync(PAGE, [`${text}${MARK}`, ...Object.entries(parts).map(section), ""].join("\n\n"));
  if (parts.write) writeFileSync("docs/performance.svg", chart(parts.write.tables));
  if (parts.scale) writeFileSync("docs/scale.svg", growthChart(parts.scale.tables));
}

const section = ([name, { machine, date, tables }]: [string, Part]) =>
  [`## \`${name}\``, `${date.slice(0, 10)}, ${machine}`, ...tables.map(markdown)].join("\n\n");
