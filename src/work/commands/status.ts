// `pocketbase bundle status`
import type { App } from "../../contract/pocketbase.ts";
import type { Terminal } from "../../kernel/extensions.ts";
import { readArgs } from "./args.ts";
import { NOBODY_WORKS, needStorage } from "./end.ts";
import { MOST, type State, stateOf } from "./state.ts";
import type { WhyNot } from "./table.ts";

/** Nobody may be at work because no server could start. */
export function printStatus(
  app: App,
  args: string[],
  { print }: Terminal,
  notes: string[],
  whyNot: WhyNot,
) {
  const { json } = readArgs(app, args);
  needStorage(app);
  const state = stateOf(app, notes);
  const isAtWork = state.workers.some(({ lives }) => lives);
  const why = isAtWork ? undefined : whyNot();
  if (json && why) state.notes.push(`The server cannot start: ${why.text}`);
  print(json ? JSON.stringify(state) : report(state));
  why?.end();
  return isAtWork ? 0 : NOBODY_WORKS;
}

const report = ({ version, notes, changes, jobs, rows, errors, workers }: State): string =>
  [
    [`Pocketbundle ${version}`, ...notes],
    table([
      ["type", "due", "scheduled", "running", "dead", "oldest", "done/min"],
      ["(changes)", changes, "", "", "", "", ""],
      ...jobs.map(({ type, due, scheduled, running, dead, oldest, rate }) => [
        ...[type, due, scheduled, running, upTo(dead), `${oldest} s`, rate],
      ]),
    ]),
    Object.entries(rows).map(([kind, counts]) => `${kind}: ${countsText(counts)}`),
    errors.length > 0
      ? [
          "errors, the newest of each kind:",
          ...table(
            errors.map(({ kind, id, about, status, error }) => [
              ...[kind, id, about, status, error.slice(0, 200)],
            ]),
          ),
        ]
      : [],
    workers.length > 0 ? workers.map(workerText) : ["No server or worker is running."],
  ]
    .filter((part) => part.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");

const workerText = ({ id, silent, hanging, lives }: State["workers"][number]) =>
  [
    `${id}: seen ${silent} s ago`,
    ...(hanging > 0 ? [`${hanging} of its workers hang: if the process is busy, restart it`] : []),
    ...(lives ? [] : ["gone"]),
  ].join(", ");

const countsText = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([status, count]) => `${upTo(count)} ${status}`)
    .join(", ") || "none";

/** `1000+` for a count that ends there. */
const upTo = (count: number) => (count < MOST ? count : `${count}+`);

/** Lines with aligned columns. */
function table(cells: (string | number)[][]): string[] {
  const texts = cells.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return texts.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
