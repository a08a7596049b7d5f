// PocketBase restarts itself when a file in pb_hooks changes (`--hooksWatch`, its default): it stops
// the server, and replaces its process. A start is strict, so a file that was saved half typed would
// end the server. That is found out before anything stops.
import { BUNDLE_FILE } from "../kernel/handler-text.ts";
import { hooksPath, isFile } from "../pocketbase/files.ts";

/** Go's `exec.Cmd`. */
interface ChildProcess {
  stdout: unknown;
  stderr: unknown;
  process?: { kill(): void };
  stdoutPipe(): unknown;
  start(): void;
  wait(): void;
}

interface TerminateEvent {
  isRestart: boolean;
  next(): void;
}

interface TerminateHook {
  bind(handler: { id: string; priority: number; func(e: TerminateEvent): void }): void;
}

/** PocketBase's own handlers, which close the port and the watcher of the files, come later. */
const FIRST = -100_000;
/** While PocketBase makes or restores a backup, its store has this key. */
const BACKUP = "@activeBackup";

/**
 * `before` runs before a restart, while the server still answers. The handler runs in the loader's
 * VM, in PocketBase's goroutines, and two of them may come at once. So it hardly runs JavaScript: it
 * waits in Go functions, and the second one returns at once.
 */
export function guardReloads(before: (() => void)[]): void {
  let checking: ChildProcess | undefined;
  let isOutdated = false;
  const check = (): string | undefined => {
    let problem: string | undefined;
    do {
      isOutdated = false;
      problem = runCheck((child) => {
        checking = child;
      });
    } while (isOutdated);
    checking = undefined;
    return problem;
  };
  const terminate = ($app as unknown as { onTerminate(): TerminateHook }).onTerminate();
  terminate.bind({
    id: "pocketbundle-reload",
    priority: FIRST,
    func(e) {
      if (!e.isRestart) return e.next();
      if (checking) {
        // Another file was saved meanwhile.
        isOutdated = true;
        return checking.process?.kill();
      }
      const problem = check();
      if (problem !== undefined) return stay(problem);
      for (const run of before) run();
      return e.next();
    },
  });
}

/** A restart that a backup asks for must not seem done. */
function stay(problem: string) {
  console.error(
    `${problem}\n\nThe server is not restarted: it keeps running as it was. It restarts when a correct file is saved.`,
  );
  if ($app.store().has(BACKUP)) throw new Error(problem);
}

/** Returns what is wrong, as a process of its own finds it: it loads all files as a start does. */
function runCheck(started: (child: ChildProcess) => void): string | undefined {
  // The files may be gone on purpose.
  if (!isFile(hooksPath(BUNDLE_FILE))) return undefined;
  const [binary, ...args] = $os.args as [string, ...string[]];
  // The last flag counts. Without the watcher, a hook file that does not load ends the process.
  const child = $os.cmd(binary, "bundle", "check", ...args, "--hooksWatch=false") as ChildProcess;
  const output = child.stdoutPipe();
  child.stderr = child.stdout;
  try {
    child.start();
  } catch {
    // Where no process may be started, a restart is as it was without this check.
    return undefined;
  }
  started(child);
  const text = toString(output as never);
  try {
    child.wait();
    return undefined;
  } catch {
    return problemIn(text);
  }
}

/** A hook file that does not load ends the check in Go, which prints its goroutines. */
const problemIn = (text: string): string => {
  const panic = /[\s\S]*panic: ([\s\S]*?)\n\s*goroutine \d+ /.exec(text);
  return panic
    ? `Pocketbundle: a file does not load.\n\n  ${panic[1]?.trim()}`
    : // The console puts the time before each line.
      text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, "").trim();
};
