// The loader runs this once, when the server starts.

import type { CommonConfig } from "../contract/common-config.ts";
import type { App } from "../contract/pocketbase.ts";
import type { AnyBuiltIns, Command, MakeExtensions } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { eventNames, onServe } from "../pocketbase/registrars.ts";
import { readArgs } from "../work/commands/args.ts";
import { endCommand } from "../work/commands/end.ts";
import { addCommands, isCheck, isCommand, isServing, needsNoConfig } from "./commands.ts";
import { guardReloads } from "./guard-reloads.ts";
import { withoutHidden } from "./hidden.ts";
import { lostConfig } from "./lost-config.ts";
import { noConfig } from "./no-config.ts";
import { noteLoaded, refuseOtherName } from "./own-name.ts";
import { endNoisy } from "./quiet.ts";
import { type ReadConfig, readConfig } from "./read-config.ts";
import { onErrorProblems, refuse } from "./refuse.ts";
import { register } from "./register.ts";
import { soundPart } from "./sound-part.ts";
import { refusalOf } from "./start.ts";

/**
 * Reads the config, checks it, and registers what it asks for. A wrong config ends the server.
 * @param inner names that a user's extension may not have
 */
export function load(make: MakeExtensions, builtIns: AnyBuiltIns, inner: string[]): void {
  const problemsOf = (config: ReadConfig) => [
    ...onErrorProblems(),
    ...lazy(import("./check-config.ts")).checkConfig(config, eventNames(), builtIns, inner),
  ];
  noteLoaded();
  if (needsNoConfig() || isCheck()) endNoisy();
  if (needsNoConfig()) {
    addCommands(make, { whyNot: () => whyNot(make, problemsOf) });
    return;
  }
  try {
    refuseOtherName();
    const read = readConfig();
    if (!read) {
      goWithout(make);
      return;
    }
    const problems = $forgetting(() => problemsOf(read));
    if (isCheck()) addCommands(make, { own: [checkCommand(make, read.config, problems)] });
    else if (problems.length === 0) run(make);
    else if (isServing()) refuseAtStart(make, read.config, problems);
    else throw new Refusal(problems);
  } catch (error) {
    refuse(error);
  }
}

/** What a start would refuse; `undefined` for nothing. */
function whyNot(make: MakeExtensions, problemsOf: (read: ReadConfig) => Problem[]) {
  const error = errorAtStart(make, problemsOf);
  if (!error) return undefined;
  return { text: withoutHidden(String(error.message)), end: () => refuse(error) };
}

function errorAtStart(make: MakeExtensions, problemsOf: (read: ReadConfig) => Problem[]) {
  const app = $app as unknown as App;
  try {
    refuseOtherName();
    const read = readConfig();
    if (!read) return lostConfig(app, []);
    const problems = problemsOf(read);
    const { refusalNow } = lazy(import("./check.ts"));
    return refusalNow(app, problems, sound(make, read.config, problems));
  } catch (error) {
    return error as Error;
  }
}

/** Without a config, `check` is as right as a start is. */
const withoutConfig = (text: string): Command[] => [
  {
    use: "check",
    run(app, args, { print }) {
      const { json } = readArgs(app, args);
      const lost = lostConfig(app, []);
      if (lost) return refuse(lost);
      print(json ? JSON.stringify({ right: true, problems: [], pending: [] }) : text);
    },
  },
  { use: "work", run: () => endCommand(text.replace("Pocketbundle: ", "")) },
];

function goWithout(make: MakeExtensions) {
  const text = noConfig();
  if (!isCommand()) console.log(text);
  addCommands(make, { own: withoutConfig(text) });
  onServe(
    () => {
      const lost = lostConfig($app as unknown as App, []);
      if (lost) refuse(lost);
    },
    () => guardReloads([], []),
  );
}

function run(make: MakeExtensions) {
  const all = make().all();
  addCommands(make, {
    own: [...all.flatMap(({ commands = [] }) => commands), checkCommand(make, undefined, [])],
  });
  register(all);
}

const checkCommand = (make: MakeExtensions, config: unknown, problems: Problem[]): Command => ({
  use: "check",
  run: (app, args, terminal) =>
    lazy(import("./check.ts")).check(app, args, terminal, problems, sound(make, config, problems)),
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
