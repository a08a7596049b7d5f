// `pocketbase bundle …`, run in the loader of a process of its own.

import type { App } from "../../contract/pocketbase.ts";
import { findCollection } from "../../pocketbase/find.ts";
import { execute, rows } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { dropTriggers } from "../changes/triggers.ts";
import { areOthersAlive } from "../worker/heartbeat.ts";
import * as shared from "../worker/shared.ts";
import { fail, needTables } from "./fail.ts";
import { status } from "./health.ts";

export { retry } from "./retry.ts";

/** Those of all extensions, also of such that the config has no more. */
const OWN_COLLECTIONS = `SELECT json_quote(name) AS row FROM _collections WHERE system AND name LIKE 'bundle!_%' ESCAPE '!'`;
const TABLES = ["bundle_captured", "bundle_fields", "bundle_workers"];

/** `--workers 4` or `--workers=4`. */
function numberOption(args: string[], name: string): number | undefined {
  const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (index < 0) return undefined;
  const text = args[index]?.split("=")[1] ?? args[index + 1];
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  return fail(`${name} takes a whole number above 0, got "${text}".`);
}

/** Runs the loops of this process until it is ended; `addSlots` registers them with PocketBase's cron. */
export function work(app: App, args: string[], addSlots: (workers: number) => void) {
  needTables(app);
  shared.setRole("worker");
  const workers = numberOption(args, "--workers");
  if (workers !== undefined) shared.setWorkers(workers);
  const cron = app.cron();
  // Of this process only: the server runs all the others.
  for (const job of [...cron.jobs()]) cron.remove(job?.id() ?? "");
  addSlots(workers ?? 0);
  const second = 1_000_000_000;
  cron.setInterval(second as never);
  cron.start();
  console.log(`Pocketbundle: working as ${shared.processId()}. End it with Ctrl-C or SIGTERM.`);
  while (!shared.isStopping()) sleep(200);
}

export function printStatus(app: App) {
  needTables(app);
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
  if (workers.length === 0) console.log("Nobody is at work.");
}

export function uninstall(app: App) {
  if (app.hasTable("bundle_workers") && areOthersAlive(app)) {
    fail("a server or worker is at work on this database. Stop it first.");
  }
  inTransaction(app, (tx) => {
    dropTriggers(tx);
    for (const name of rows<string>(tx, OWN_COLLECTIONS)) {
      const collection = findCollection(tx, name);
      if (!collection) continue;
      collection.system = false;
      tx.delete(collection);
    }
    for (const name of TABLES) execute(tx, `DROP TABLE IF EXISTS ${name}`);
  });
  console.log(
    "Pocketbundle: its tables and triggers are removed. Now delete pocketbundle.pb.js and pocketbundle.config.js from pb_hooks, or the next start makes them again.",
  );
}
