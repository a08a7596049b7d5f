// The commands of `pocketbase bundle` that need no config: they work without the environment of the
// secrets, and beside a config that is wrong.
import type { Command } from "../../kernel/extensions.ts";
import type { Replays } from "../jobs/replays.ts";
import { STORED } from "./stored.ts";

/**
 * `replays` reads the rows that jobs run from the config, as far as it can be used, and may throw.
 */
export const commandsWith = (replays: () => Replays): Command[] => [
  {
    use: "status",
    short: "Shows what waits, runs and has failed: status, or status --json",
    run: (...call) => lazy(import("./status.ts")).printStatus(...call),
  },
  {
    use: "retry",
    short:
      "Runs a dead job, or a row that a job runs, again: retry <id>, or retry --dead for all jobs",
    run: (app, args) => lazy(import("./retry.ts")).retry(app, args, allReplays(replays)),
  },
  {
    use: "uninstall",
    short: "Removes all that Pocketbundle has stored in the database",
    run: (app) => lazy(import("./uninstall.ts")).uninstall(app),
  },
];

function allReplays(replays: () => Replays): Replays {
  const builtIn = Object.entries(STORED).map(([name, { job }]) => [name, job] as const);
  try {
    return new Map([...builtIn, ...replays()]);
  } catch {
    // What is wrong with the config is said where the config is needed.
    return new Map(builtIn);
  }
}
