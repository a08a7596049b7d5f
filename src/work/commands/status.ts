// `pocketbase bundle status`
import type { App } from "../../contract/pocketbase.ts";
import { needStorage } from "./end.ts";
import { status } from "./health.ts";

export function printStatus(app: App) {
  needStorage(app);
  const { changes, jobs, workers } = status(app);
  const table = [
    ["type", "waiting", "running", "dead", "oldest", "done/min"],
    ["(changes)", changes, "", "", "", ""],
    ...jobs.map((one) => [
      one.type,
      one.waiting,
      one.running,
      one.dead,
      `${one.oldest} s`,
      one.rate,
    ]),
  ].map((row) => row.map(String));
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of table) {
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
  for (const { id, silent } of workers) console.log(`${id}: seen ${silent} s ago`);
  if (workers.length === 0) console.log("No server or worker is running.");
}
