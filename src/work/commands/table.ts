// The commands of `pocketbase bundle`.
import type { Command } from "../../kernel/extensions.ts";
import type { Background } from "../background.ts";
import { pause } from "./pause.ts";
import { retry } from "./retry.ts";
import { printStatus } from "./status.ts";
import { UNINSTALL } from "./uninstall.ts";
import { runWork } from "./work.ts";

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
    run: (app, args) => runWork(app, args, registerLoops),
  },
  {
    use: "status",
    short: "Shows what waits, runs and is dead",
    run: printStatus,
  },
  {
    use: "retry",
    short:
      "Runs a dead job, or a row that a job runs, again: retry <id>, or retry --dead for all jobs",
    run: (app, args) => retry(app, args, replays),
  },
  {
    use: "pause",
    short: "Lets the jobs of a type wait: pause <type>",
    run: (app, args) => pause(app, args, true),
  },
  {
    use: "resume",
    short: "Lets the jobs of a paused type run again: resume <type>",
    run: (app, args) => pause(app, args, false),
  },
  UNINSTALL,
];
