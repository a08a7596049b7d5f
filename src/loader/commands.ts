// Adds the commands of `pocketbase bundle`.
import type { App } from "../contract/pocketbase.ts";
import type { Command, MakeExtensions, Terminal } from "../kernel/extensions.ts";
import { unknownName } from "../lib/nearest.ts";
import { printError, registerCommands } from "../pocketbase/command-line.ts";
import { stackOf } from "../pocketbase/failure-log.ts";
import { endBeside } from "../pocketbase/life.ts";
import { registerHook } from "../pocketbase/registrars.ts";
import { readArgs, splitArgs } from "../work/commands/args.ts";
import { codeOf, endCommand } from "../work/commands/end.ts";
import {
  commandsWith,
  type ListedCommand,
  type WhyNot,
  WITH_CONFIG,
} from "../work/commands/table.ts";

const ABOUT = "Pocketbundle: background work";
const NOTHING = "the config has no changes, jobs, mail or receive, so there is nothing to work on.";

interface Options {
  /** The commands that need the config. */
  own?: Command[];
  whyNot?: WhyNot;
}

export function addCommands(
  make: MakeExtensions,
  { own = [], whyNot = () => undefined }: Options,
): void {
  const app = $app as unknown as App;
  const all: ListedCommand[] = [
    ...commandsWith(() => make().all(), whyNot),
    ...WITH_CONFIG.map((one) => ({
      ...one,
      run: own.find(({ use }) => use === nameOf(one))?.run ?? (() => endCommand(NOTHING)),
    })),
  ];
  const ending = (run: Command["run"], help: () => string) => (args: string[], io: Terminal) =>
    end(() => (isHelp(args) ? io.print(help()) : run(app, args, io)));
  registerCommands(
    all.map((one) => ({ ...one, run: ending(one.run, () => helpOf(one)) })),
    ABOUT,
    ending(
      (app, args, { print }) => {
        const { words, json } = readArgs(app, args, {}, Number.POSITIVE_INFINITY);
        const names = all.map(nameOf);
        if (words[0] !== undefined) endCommand(unknownName("command", words[0], names));
        print(json ? JSON.stringify(all.map(({ use, short }) => ({ use, short }))) : list(all));
      },
      () => list(all),
    ),
  );
  if (needsNoConfig() || isCheck()) endUnclosed();
}

/** Ends the process with the exit code of a command. */
function end(run: () => ReturnType<Command["run"]>): void {
  let code: number | undefined;
  try {
    code = run() || 0;
  } catch (error) {
    code = codeOf(error);
    printError(`Pocketbundle: ${code === undefined ? stackOf(error) : (error as Error).message}`);
    code ??= 1;
  }
  // Without a database, as for --help, PocketBase cannot end the process itself.
  if (code > 0 || !(app() as { isBootstrapped(): boolean }).isBootstrapped()) $os.exit(code);
  app()
    .store()
    .set(ENDED, "1" as never);
  endBeside();
}

const app = () => $app as unknown as App;
const ENDED = "pocketbundle.ended";

/**
 * Ctrl-C ends a command at once: PocketBase would close the database, which is not safe beside a
 * server (kernel/database-extension.ts). 130 is the code of a process that Ctrl-C has ended.
 */
const endUnclosed = () =>
  registerHook(
    "terminate",
    undefined,
    `(e) => { if (!$app.store().has("${ENDED}")) $os.exit(130); e.next() }`,
  );

const isHelp = (args: string[]) => args.includes("--help") || args.includes("-h");
const nameOf = ({ use }: { use: string }) => use.split(" ")[0] ?? "";
const helpOf = ({ use, short }: ListedCommand) => `pocketbase bundle ${use}\n  ${short}`;
const list = (all: ListedCommand[]) => [`${ABOUT}\n`, ...all.map(helpOf)].join("\n");

/** Whether this process runs a command that needs no config. */
export const needsNoConfig = (): boolean =>
  isCommand() && running() !== "check" && running() !== "work";

/** Whether this process only checks the config. */
export const isCheck = (): boolean => running() === "check";

/** Other commands never come to the checks that need the database. */
export const isServing = (): boolean => !isCommand() && [...$os.args].includes("serve");

/** Whether this process is `pocketbase bundle …`. */
export const isCommand = (): boolean => words()[0] === "bundle";

/** The command of `pocketbase bundle` that this process runs, `""` for none. */
const running = (): string => (isCommand() ? (words()[1] ?? "") : "");

/** To take the value of a flag for the word `bundle` would start a server without its config. */
function words(): string[] {
  const [, ...args] = $os.args as string[];
  return args.includes("bundle") ? splitArgs($app as unknown as App, args).words : [];
}
