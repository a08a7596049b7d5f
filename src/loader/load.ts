// The loader runs this once, when the server starts.

import type { AnyBuiltIns, Extensions } from "../kernel/extensions.ts";
import { CONFIG_FILE } from "../kernel/load-config.ts";
import { Refusal } from "../lib/refusal.ts";
import { hooksPath } from "../pocketbase/files.ts";
import { eventNames } from "../pocketbase/registrars.ts";
import { readConfig } from "./read-config.ts";
import { refuse } from "./refuse.ts";
import { register } from "./register.ts";

/**
 * Reads the config, checks it, and registers what it asks for. A wrong config ends the server.
 * @param inner names that a user's extension may not have
 */
export function load(extensions: () => Extensions, builtIns: AnyBuiltIns, inner: string[]): void {
  try {
    const read = readConfig();
    if (!read) {
      console.log(`Pocketbundle: there is no ${hooksPath(CONFIG_FILE)}, so nothing is registered.`);
      return;
    }
    const problems = $forgetting(() =>
      lazy(import("./check-config.ts")).checkConfig(read, eventNames(), builtIns, inner),
    );
    if (problems.length > 0) throw new Refusal(problems);
    register(extensions().all());
  } catch (error) {
    refuse(error);
  }
}
