// PocketBase restarts itself when a file in pb_hooks changes (`--hooksWatch`, its default): it stops
// the server, and replaces its process. A start is strict, so a file that was saved half typed would
// end the server. That is found out before anything stops.
import type { App } from "../contract/pocketbase.ts";
import { BUNDLE_FILE } from "../kernel/handler-text.ts";
import { CONFIG_FILE } from "../kernel/load-config.ts";
import { hooksPath, isFile } from "../pocketbase/files.ts";
import { splitArgs } from "../work/commands/args.ts";

const SIGKILL = 9;

/** Go's `exec.Cmd`. */
interface ChildProcess {
  sysProcAttr: { pdeathsig: number };
  stdout: unknown;
  stderr: unknown;
  stdoutPipe(): unknown;
  start(): void;
  wait(): void;
}

interface TerminateEvent {
  isRestart: boolean;
  next(): void;
}

interface Hook {
  bind(handler: { id: string; priority: number; func(e: TerminateEvent): void }): void;
}

/** PocketBase's own handlers, which close the port and the watcher of the files, come later. */
const FIRST = -100_000;

/**
 * `before` runs before a restart, and `atEnd` before any other end, while the server still answers.
 * The handler runs in the loader's
 * VM, in PocketBase's goroutines, and two of them may come at once. So it hardly runs JavaScript: it
 * waits in Go functions, and the second one returns at once.
 */
export function guardReloads(before: (() => void)[], atEnd: (() => void)[]): void {
  let isChecking = false;
  let isOutdated = false;
  let isEnding = false;
  let isRestoring = false;
  const check = (): string | undefined => {
    let problem: string | undefined;
    isChecking = true;
    try {
      do {
        isOutdated = false;
        problem = runCheck();
      } while (isOutdated);
    } finally {
      isChecking = false;
    }
    return problem;
  };
  const app = $app as unknown as { onTerminate(): Hook; onBackupRestore(): Hook };
  app.onTerminate().bind({
    id: "pocketbundle-reload",
    priority: FIRST,
    func(e) {
      if (!e.isRestart) {
        isEnding = true;
        for (const run of atEnd) run();
        return e.next();
      }
      if (isChecking) {
        // Another file was saved meanwhile. Ending the check here would let the goroutine that waits
        // for it go on while this one is still in the VM, which ends the server.
        isOutdated = true;
        return;
      }
      const problem = isRestoring ? undefined : check();
      if (isEnding) return;
      if (problem !== undefined) {
        console.error(
          `${problem}\n\nThe server is not restarted: it keeps running as it was. It restarts when a correct file is saved.`,
        );
        return;
      }
      for (const run of before) run();
      return e.next();
    },
  });
  // A restore exchanges the database before it restarts, so the files are checked before that.
  app.onBackupRestore().bind({
    id: "pocketbundle-restore",
    priority: FIRST,
    func(e) {
      const problem = check();
      if (problem !== undefined) {
        console.error(
          `${problem}\n\nThe backup is not restored, because the server could not start.`,
        );
        throw new Error("The backup is not restored: the files of pb_hooks cannot be used.");
      }
      isRestoring = true;
      try {
        return e.next();
      } finally {
        isRestoring = false;
      }
    },
  });
}

const FILE = `Pocketbundle: the file ${hooksPath(BUNDLE_FILE)}`;
const GONE = `${FILE} is gone, and ${CONFIG_FILE} is there. Put it back, or delete both to run without Pocketbundle.`;
const SILENT = `${FILE} is cut off or another one: it knows no commands. Put the whole file back.`;

/** Returns what is wrong, as a process of its own finds it: it loads all files as a start does. */
function runCheck(): string | undefined {
  if (!isFile(hooksPath(BUNDLE_FILE))) {
    // Both files may be gone on purpose.
    return isFile(hooksPath(CONFIG_FILE)) ? GONE : undefined;
  }
  const [binary, ...args] = $os.args as [string, ...string[]];
  // The last flag counts. Without the watcher, a hook file that does not load ends the process.
  const child = $os.cmd(
    binary,
    "bundle",
    "check",
    ...splitArgs($app as unknown as App, args).globals,
    "--hooksWatch=false",
  ) as unknown as ChildProcess;
  const output = child.stdoutPipe();
  child.stderr = child.stdout;
  // On Linux, a check that still runs ends with the server. Nothing else may end it: its end would
  // let this function go on while another goroutine is in the loader's VM.
  child.sysProcAttr = { pdeathsig: SIGKILL };
  try {
    child.start();
  } catch {
    // Where no process may be started, a restart is as it was without this check.
    return undefined;
  }
  const text = toString(output as never);
  try {
    child.wait();
    // PocketBase ends without an error when it does not know the command.
    return text.includes("Pocketbundle") ? undefined : SILENT;
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
