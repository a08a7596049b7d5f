// `pocketbase bundle work`
import type { App } from "../../contract/pocketbase.ts";
import { own } from "../store.ts";
import { endCommand, needStorage } from "./end.ts";

/** Reads `--workers 4` or `--workers=4`. */
function numberOption(args: string[], name: string): number | undefined {
  const index = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (index < 0) return undefined;
  const text = args[index]?.split("=")[1] ?? args[index + 1];
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  return endCommand(`${name} takes a whole number above 0, got "${text}".`);
}

/** Runs the loops until the process is ended. `addSlots` registers them with PocketBase's cron. */
export function runWork(app: App, args: string[], addSlots: (workers: number) => void) {
  needStorage(app);
  own.setRole("worker");
  const workers = numberOption(args, "--workers");
  if (workers !== undefined) own.setWorkers(workers);
  const cron = app.cron();
  // This process runs no other crons: the server runs them.
  for (const job of [...cron.jobs()]) cron.remove(job?.id() ?? "");
  addSlots(workers ?? 0);
  const second = 1_000_000_000;
  cron.setInterval(second as never);
  cron.start();
  console.log(`Pocketbundle: working as ${own.id()}. End it with Ctrl-C or SIGTERM.`);
  while (!own.isStopping()) sleep(200);
}
