// PocketBase's command line (cobra), which exists only in the loader.

/** cobra's command. Only its writers leave out the time that the console puts before each line. */
interface CobraCommand {
  outOrStdout(): { writeString(text: string): void };
  inOrStdin(): { stat(): { mode(): { string(): string } } };
  setErr(writer: null): void;
  errOrStderr(): { writeString(text: string): void };
}

interface Terminal {
  print(text: string): void;
  ask(question: string): string | undefined;
}

type Run = (args: string[], terminal: Terminal) => void;

/** Adds `pocketbase bundle <command>`. `run` is for `pocketbase bundle` with no known command. */
export function registerCommands(
  commands: { use: string; short: string; run: Run }[],
  short: string,
  run: Run,
) {
  const parent = commandOf({ use: "bundle", short, run });
  for (const one of commands) parent.addCommand(commandOf(one));
  $app.rootCmd?.addCommand(parent);
}

/** The commands read their few flags themselves. PocketBase has read the global flags before. */
const commandOf = ({ run, ...texts }: { use: string; short: string; run: Run }) =>
  new Command({
    ...texts,
    disableFlagParsing: true,
    run: (self: CobraCommand, args: string[]) => run([...args], terminalOf(self)),
  } as object);

function terminalOf(command: CobraCommand): Terminal {
  const write = (text: string) => command.outOrStdout().writeString(text);
  return {
    print: (text) => {
      write(`${text}\n`);
    },
    ask(question) {
      const input = command.inOrStdin();
      if (!/^Dc/.test(input.stat().mode().string())) return undefined;
      write(question);
      return lineOf(input);
    },
  };
}

/** `undefined` at the end of the input, as with /dev/null. */
function lineOf(input: unknown): string | undefined {
  let line: string | undefined;
  for (;;) {
    const letter = toString(input, 1);
    if (letter === "" || letter === "\n") return letter === "" ? line : (line ?? "");
    line = (line ?? "") + letter;
  }
}

/** Writes to the standard output, without the time. */
export const print = (text: string) =>
  ($app.rootCmd as unknown as CobraCommand).outOrStdout().writeString(`${text}\n`);

/**
 * Writes to the standard error, without the time. PocketBase's own writer for it writes to the
 * standard output (fatih/color's `Print`); without that one, cobra takes the process's.
 */
export function printError(text: string): void {
  const root = $app.rootCmd as unknown as CobraCommand;
  root.setErr(null);
  root.errOrStderr().writeString(`${text}\n`);
}

/** Go's `exec.Cmd`. */
interface ChildProcess {
  stdin: unknown;
  stdout: unknown;
  stderr: unknown;
  run(): void;
  processState: { exitCode(): number } | null;
}

/** Runs this program with other arguments and the same terminal. Returns its exit code. */
export function runSelf(args: string[]): number {
  const root = $app.rootCmd as unknown as CobraCommand;
  const child = $os.cmd($os.args[0] as string, ...args) as unknown as ChildProcess;
  root.setErr(null);
  child.stdin = root.inOrStdin();
  child.stdout = root.outOrStdout();
  child.stderr = root.errOrStderr();
  try {
    child.run();
  } catch (error) {
    if (!child.processState) throw error;
  }
  return child.processState?.exitCode() ?? 0;
}
