// `pocketbase bundle work`
import type { App } from "../../contract/pocketbase.ts";
import type { Terminal } from "../../kernel/extensions.ts";
import { holdLife } from "../../pocketbase/life.ts";
import { own } from "../store.ts";
import { readArgs } from "./args.ts";
import { endCommand, needStorage, USAGE } from "./end.ts";

/** Go's `fs.FileInfo` of a file on Unix. */
interface FileInfo {
  sys(): { dev?: number; ino?: number };
}

function workersOf(text: string | undefined): number {
  const number = Number(text ?? 0);
  if (text === undefined || (Number.isInteger(number) && number > 0)) return number;
  return endCommand(`--workers takes a whole number above 0, got "${text}".`, USAGE);
}

/** Names the file by its device and number. It is always the same on Windows, which has neither. */
function databaseFile(): string {
  try {
    const info = $os.stat(`${$app.dataDir()}/data.db`) as unknown as FileInfo;
    const { dev, ino } = info.sys();
    return `${dev} ${ino}`;
  } catch {
    return "gone";
  }
}

/** Runs the loops until the process is ended. `addSlots` registers them with PocketBase's cron. */
export function runWork(
  app: App,
  args: string[],
  { print }: Terminal,
  addSlots: (workers: number) => void,
) {
  const { flags, json } = readArgs(app, args, { workers: true });
  const workers = workersOf(flags.workers);
  needStorage(app);
  const file = databaseFile();
  own.setRole("worker");
  holdLife();
  if (workers > 0) own.setWorkers(workers);
  const cron = app.cron();
  // This process runs no other crons: the server runs them.
  for (const job of [...cron.jobs()]) cron.remove(job?.id() ?? "");
  addSlots(workers);
  const second = 1_000_000_000;
  cron.setInterval(second as never);
  cron.start();
  const id = own.id();
  print(
    json
      ? JSON.stringify({ id })
      : `Pocketbundle: working as ${id}. End it with Ctrl-C or SIGTERM.`,
  );
  // PocketBase ends the process. A return would end it before its workers have ended.
  while (databaseFile() === file) sleep(1000);
  // The database is not closed, and no job is waited for: all of it would be lost in the old file.
  endCommand(
    "data.db is gone, or another file than this process has opened, as after the restore of a backup. The process ends, because its work would be lost. Start `bundle work` again.",
  );
}
