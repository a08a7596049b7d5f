// The loader runs this once, when the server starts.

import type { AnyBuiltIns, Extensions } from "../kernel/extensions.ts";
import { CONFIG_FILE } from "../kernel/load-config.ts";
import { Refusal } from "../lib/refusal.ts";
import { hooksPath } from "../pocketbase/files.ts";
import { eventNames, onServe } from "../pocketbase/registrars.ts";
import { addCommands, needsNoConfig } from "./commands.ts";
import { guardReloads } from "./guard-reloads.ts";
import { readConfig } from "./read-config.ts";
import { refuse } from "./refuse.ts";
import { register } from "./register.ts";

/**
 * Reads the config, checks it, and registers what it asks for. A wrong config ends the server.
 * @param inner names that a user's extension may not have
 */
export function load(extensions: () => Extensions, builtIns: AnyBuiltIns, inner: string[]): void {
  if (needsNoConfig()) {
    addCommands(extensions);
    return;
  }
  try {
    const read = readConfig();
    if (!read) {
      console.log(`Pocketbundle: there is no ${hooksPath(CONFIG_FILE)}, so nothing is registered.`);
      onServe(
        () => {},
        () => guardReloads([]),
      );
      return;
    }
    const problems = $forgetting(() =>
      lazy(import("./check-config.ts")).checkConfig(read, eventNames(), builtIns, inner),
    );
    if (problems.length > 0) throw new Refusal(problems);
    const all = extensions().all();
    addCommands(extensions, [
      ...all.flatMap(({ commands = [] }) => commands),
      {
        use: "check",
        short: "Checks the config, and the database that it needs, without a start",
        run: (app, _, print) => lazy(import("./check.ts")).check(app, all, print),
      },
    ]);
    register(all);
  } catch (error) {
    refuse(error);
  }
}
