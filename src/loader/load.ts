// The loader runs this once, when the server starts.

import type { CommonConfig } from "../contract/common-config.ts";
import type { App } from "../contract/pocketbase.ts";
import type { AnyBuiltIns, MakeExtensions } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { eventNames, onServe } from "../pocketbase/registrars.ts";
import { noConfig } from "./no-config.ts";
import { readConfig } from "./read-config.ts";
import { onErrorProblems, refuse } from "./refuse.ts";
import { register } from "./register.ts";
import { soundPart } from "./sound-part.ts";
import { problemsAtStart } from "./start.ts";

/**
 * Reads the config, checks it, and registers what it asks for. A wrong config ends the server.
 * @param inner names that a user's extension may not have
 */
export function load(make: MakeExtensions, builtIns: AnyBuiltIns, inner: string[]): void {
  try {
    const read = readConfig();
    if (!read) {
      console.log(noConfig());
      return;
    }
    const problems = $forgetting(() => [
      ...onErrorProblems(),
      ...lazy(import("./check-config.ts")).checkConfig(read, eventNames(), builtIns, inner),
    ]);
    if (problems.length === 0) register(make().all());
    else if (isServing()) refuseAtStart(make, read.config, problems);
    else throw new Refusal(problems);
  } catch (error) {
    refuse(error);
  }
}

/** Other commands never come to the checks that need the database. */
const isServing = () => [...$os.args].includes("serve");

/**
 * Waits for the database, so that the start is refused with all problems at once: what is sound of
 * the config is checked like a whole one.
 */
function refuseAtStart(make: MakeExtensions, config: unknown, problems: Problem[]) {
  const others = () => {
    const sound = soundPart(config, problems) as CommonConfig;
    return problemsAtStart($app as unknown as App, make(sound).all());
  };
  onServe(
    () => refuse(new Refusal([...problems, ...$forgetting(() => whenPossible(others))])),
    () => {},
  );
}

/** A check that fails because of what was left out says nothing new. */
function whenPossible(find: () => Problem[]): Problem[] {
  try {
    return find();
  } catch {
    return [];
  }
}
