// The commands of `pocketbase bundle` that need no config: they work without the environment of the
// secrets, and beside a config that is wrong.
import type { Command, InnerExtension } from "../../kernel/extensions.ts";
import { replaysOf } from "../jobs/replays.ts";
import { STORED } from "./stored.ts";

/** `extensions` reads the config as far as it can be used, and may throw. */
export const commandsWith = (extensions: () => InnerExtension[]): Command[] => [
  {
    use: "status",
    short: "Shows what waits, runs and has failed: status, or status --json",
    run: (app, args, print) => {
      const warnings = usable(extensions).flatMap((one) => one.warnings?.(app) ?? []);
      lazy(import("./status.ts")).printStatus(app, args, warnings, print);
    },
  },
  {
    use: "retry",
    short:
      "Runs a dead job, or a row that a job runs, again: retry <id>, or retry --dead for all jobs",
    run: (app, args) => {
      const replays = new Map([...BUILT_IN, ...replaysOf(usable(extensions))]);
      lazy(import("./retry.ts")).retry(app, args, replays);
    },
  },
  {
    use: "uninstall",
    short: "Removes all that Pocketbundle has stored in the database",
    run: (app, args) => lazy(import("./uninstall.ts")).uninstall(app, args),
  },
  {
    use: "pause",
    short: "Lets the jobs of a type wait: pause <type>",
    run: (app, args) => lazy(import("./pause.ts")).pause(app, args, true),
  },
  {
    use: "resume",
    short: "Lets the jobs of a paused type run again: resume <type>",
    run: (app, args) => lazy(import("./pause.ts")).pause(app, args, false),
  },
];

const BUILT_IN = Object.entries(STORED).map(([name, { job }]) => [name, job] as const);

/** What is wrong with a config is said where the config is needed. */
function usable(extensions: () => InnerExtension[]): InnerExtension[] {
  try {
    return extensions();
  } catch {
    return [];
  }
}
