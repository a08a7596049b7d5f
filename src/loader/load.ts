// The loader runs this once, when the server starts.

import type { CommonConfig } from "../contract/common-config.ts";
import type { App } from "../contract/pocketbase.ts";
import type { AnyBuiltIns, Command, MakeExtensions } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { eventNames, onServe } from "../pocketbase/registrars.ts";
import { addCommands, isCheck, isServing, needsNoConfig } from "./commands.ts";
import { guardReloads } from "./guard-reloads.ts";
import { refuseLost } from "./lost-config.ts";
import { noConfig } from "./no-config.ts";
import { refuseOtherName } from "./own-name.ts";
import { readConfig } from "./read-config.ts";
import { onErrorProblems, refuse } from "./refuse.ts";
import { register } from "./register.ts";
import { soundPart } from "./sound-part.ts";
import { refusalOf } from "./start.ts";

/**
 * Reads the config, checks it, and registers what it asks for. A wrong config ends the server.
 * @param inner names that a user's extension may not have
 */
export function load(make: MakeExtensions, builtIns: AnyBuiltIns, inner: string[]): void {
  if (needsNoConfig()) {
    addCommands(make);
    return;
  }
  try {
    refuseOtherName();
    const read = readConfig();
    if (!read) {
      goWithout(make);
      return;
    }
    const problems = $forgetting(() => [
      ...onErrorProblems(),
      ...lazy(import("./check-config.ts")).checkConfig(read, eventNames(), builtIns, inner),
    ]);
    if (isCheck()) addCommands(make, [checkCommand(make, read.config, problems)]);
    else if (problems.length === 0) run(make);
    else if (isServing()) refuseAtStart(make, read.config, problems);
    else throw new Refusal(problems);
  } catch (error) {
    refuse(error);
  }
}

function goWithout(make: MakeExtensions) {
  console.log(noConfig());
  const refuseIfLost = () => {
    try {
      refuseLost($app as unknown as App, []);
    } catch (error) {
      refuse(error);
    }
  };
  addCommands(make, [{ use: "check", short: CHECK, run: refuseIfLost }]);
  onServe(refuseIfLost, () => guardReloads([], []));
}

function run(make: MakeExtensions) {
  const all = make().all();
  addCommands(make, [
    ...all.flatMap(({ commands = [] }) => commands),
    checkCommand(make, undefined, []),
  ]);
  register(all);
}

const CHECK = "Checks the config, and the database that it needs, without a start";

const checkCommand = (make: MakeExtensions, config: unknown, problems: Problem[]): Command => ({
  use: "check",
  short: CHECK,
  run: (app, _, print) =>
    lazy(import("./check.ts")).check(app, problems, sound(make, config, problems), print),
});

/**
 * Waits for the database, so that the start is refused with all problems at once: what is sound of
 * the config is checked like a whole one.
 */
function refuseAtStart(make: MakeExtensions, config: unknown, problems: Problem[]) {
  const app = $app as unknown as App;
  onServe(
    () => refuse($forgetting(() => refusalOf(app, problems, sound(make, config, problems)))),
    () => {},
  );
}

const sound = (make: MakeExtensions, config: unknown, problems: Problem[]) => () =>
  make(soundPart(config, problems) as CommonConfig).all();
