// What the loader does, once, when the server starts.
import { CONFIG_FILE } from "../kernel/config.ts";
import type { Extensions } from "../kernel/extensions.ts";
import { readConfig } from "./read-config.ts";
import { type Problem, Refusal, refuse } from "./refuse.ts";
import { register } from "./register.ts";
import { eventNames, hooksPath } from "./registrars.ts";

/** All that is wrong with a config that was read. */
export type CheckConfig = (
  read: { config: unknown; missingEnv: string[] },
  events: string[],
) => Problem[];

/** Reads the config, checks it, registers what it asks for; a config that cannot be run ends the server. */
export function load(check: () => CheckConfig, make: () => Extensions): void {
  try {
    const read = readConfig();
    if (!read) {
      console.log(`Pocketbundle: there is no ${hooksPath(CONFIG_FILE)}, so nothing is registered.`);
      return;
    }
    const problems = check()(read, eventNames());
    if (problems.length > 0) throw new Refusal(problems);
    register(make().all());
  } catch (error) {
    refuse(error);
  }
}
