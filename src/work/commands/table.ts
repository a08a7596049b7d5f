// The commands of `pocketbase bundle`. All but `check` and `work` need no config: they work without
// the environment of the secrets, and beside a config that is wrong.
import type { Command, InnerExtension } from "../../kernel/extensions.ts";
import { replaysOf } from "../jobs/replays.ts";
import { STORED } from "./stored.ts";

/** With a line for the help. */
export interface ListedCommand extends Command {
  short: string;
}

/** What `check` and `work` do comes from the config. */
export const WITH_CONFIG = [
  {
    use: "check [--json]",
    short: "Checks the config, and the database that it needs, without a start",
  },
  {
    use: "work [--workers <n>] [--json]",
    short: "Runs workers in this process, beside the server",
  },
];

/**
 * Why a server could not start: in one text, and as what ends the process and says so. It is
 * `undefined` when it could.
 */
export type WhyNot = () => { text: string; end(): void } | undefined;

/** `extensions` reads the config as far as it can be used, and may throw. */
export const commandsWith = (
  extensions: () => InnerExtension[],
  whyNot: WhyNot,
): ListedCommand[] => [
  {
    use: "status [--json]",
    short: "Shows what waits, runs and has failed, and who is at work",
    run: (app, args, terminal) => {
      const warnings = usable(extensions).flatMap((one) => one.warnings?.(app) ?? []);
      return lazy(import("./status.ts")).printStatus(app, args, terminal, warnings, whyNot);
    },
  },
  {
    use: "retry <id> | --dead [--json]",
    short: "Runs a dead job, or a row that a job runs, again; --dead: all dead jobs",
    run: (app, args, terminal) => {
      const replays = new Map([...BUILT_IN, ...replaysOf(usable(extensions))]);
      return lazy(import("./retry.ts")).retry(app, args, terminal, replays);
    },
  },
  {
    use: "pause <type> [--json]",
    short: "Lets the jobs of a type wait",
    run: (app, args, terminal) => lazy(import("./pause.ts")).pause(app, args, terminal, true),
  },
  {
    use: "resume <type> [--json]",
    short: "Lets the jobs of a paused type run again",
    run: (app, args, terminal) => lazy(import("./pause.ts")).pause(app, args, terminal, false),
  },
  {
    use: "uninstall [--dry-run] [--yes] [--indexes] [--json]",
    short: "Removes all that Pocketbundle has stored in the database",
    run: (app, args, terminal) => lazy(import("./uninstall.ts")).uninstall(app, args, terminal),
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
