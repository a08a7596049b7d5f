// The commands of `pocketbase bundle`.
import type { Command } from "../../kernel/extensions.ts";
import type { Background } from "../background.ts";

/**
 * A config without background work has only this command, to remove what an earlier one has left.
 */
export const UNINSTALL: Command = {
  use: "uninstall",
  short: "Removes all that Pocketbundle has stored in the database",
  run: (app) => lazy(import("./uninstall.ts")).uninstall(app),
};

/**
 * `registerLoops` registers the loops of `workers` workers with PocketBase's cron. 0 means as many
 * as the config says.
 */
export const commandsOf = (
  { replays }: Background,
  registerLoops: (workers: number) => void,
): Command[] => [
  {
    use: "work",
    short: "Runs workers in this process, beside the server",
    run: (app, args) => lazy(import("./work.ts")).runWork(app, args, registerLoops),
  },
  {
    use: "status",
    short: "Shows what waits, runs and is dead",
    run: (app) => lazy(import("./status.ts")).printStatus(app),
  },
  {
    use: "retry",
    short:
      "Runs a dead job, or a row that a job runs, again: retry <id>, or retry --dead for all jobs",
    run: (app, args) => lazy(import("./retry.ts")).retry(app, args, replays),
  },
  UNINSTALL,
];
