import { CONFIG_FILE } from "../kernel/load-config.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { print, printError } from "../pocketbase/command-line.ts";
import { stackOf } from "../pocketbase/failure-log.ts";
import { hooksPath } from "../pocketbase/files.ts";
import { isCheck, isCommand } from "./commands.ts";
import { withoutHidden } from "./hidden.ts";

/** The parts of the bundle that run when the server starts in spite of a refusal. */
export type Running = "nothing" | "handlers";

const STATE: Record<Running, string> = {
  nothing: "None of its hooks, routes and crons run.",
  handlers: "Its hooks, routes and crons run, but what they need may be missing.",
};

const ON_ERROR = "POCKETBUNDLE_ON_ERROR";

/** Another value than "log" was meant to change something, and would not. */
export function onErrorProblems(): Problem[] {
  const value = $os.getenv(ON_ERROR);
  if (value === "" || value === "log") return [];
  const message = `Expected "log", or no value, got ${JSON.stringify(value)}.`;
  return [{ path: `the environment variable ${ON_ERROR}`, message }];
}

/**
 * Ends the process, because a server without its validation is worse than one that does not start.
 * PocketBase itself would go on without the hooks (`--hooksWatch`, its default). With
 * `POCKETBUNDLE_ON_ERROR=log`, the error is only logged, and `running` says which parts of the
 * bundle still run.
 */
export function refuse(error: unknown, running: Running = "nothing"): void {
  // A server that runs keeps its rules, whatever a start would do.
  const goesOn = $os.getenv(ON_ERROR) === "log" && !isCheck();
  const { problems, subject } =
    error instanceof Refusal
      ? error
      : new Refusal(
          [{ path: "", message: stackOf(error) }],
          running === "handlers" ? "database" : "config",
        );
  if (isCheck() && [...$os.args].includes("--json")) {
    print(withoutHidden(JSON.stringify({ right: false, problems, pending: [] })));
    $os.exit(1);
  }
  const lines = problems.map(({ path, message }) =>
    [path, message].filter(Boolean).join("\n").replace(/^/gm, "  "),
  );
  const files = subject === "config" ? filesOf(problems) : [];
  const wrong = subject === "config" ? nameOf(files) : `the ${subject}`;
  const text = [
    `Pocketbundle: ${wrong} cannot be used${goesOn || isCheck() ? "" : ", so the server does not start"}.`,
    ...lines,
    ...files.map((file) => `File: ${hooksPath(file)}`),
    goesOn
      ? `The server starts all the same, because POCKETBUNDLE_ON_ERROR=log is set. It runs WITHOUT Pocketbundle's guarantees. ${STATE[running]}`
      : isCheck()
        ? ""
        : `Correct ${wrong} and start again, or set POCKETBUNDLE_ON_ERROR=log to start without Pocketbundle.`,
  ]
    .filter(Boolean)
    .join("\n\n");
  // The time belongs to a log, and not to the answer of a command.
  (isCommand() ? printError : console.error)(withoutHidden(text));
  if (!goesOn) $os.exit(1);
}

/** The files that must be corrected, the config first. */
const filesOf = (problems: Problem[]): string[] => {
  const files = [...new Set(problems.map(({ file = CONFIG_FILE }) => file))];
  return files.sort((a, b) => Number(b === CONFIG_FILE) - Number(a === CONFIG_FILE));
};

/** Names the files in a sentence, without their lines. */
function nameOf(files: string[]): string {
  const names = files.map((file) =>
    file === CONFIG_FILE ? "the config" : `pb_hooks/${file.replace(/:\d+$/, "")}`,
  );
  return [...new Set(names)].join(" and ");
}
