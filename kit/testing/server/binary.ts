import { type ChildProcess, spawn } from "node:child_process";
import { pocketbaseBinary } from "./pocketbase-binary.mjs";
import { watchdog } from "./watchdog.ts";

/** A running PocketBase process and what it has written so far. */
export interface Running {
  readonly child: ChildProcess;
  /** Standard output and standard error, in the order they were written. */
  output(): string;
  /**
   * The exit code, once the process has ended; 128 + the signal's number when a signal ended it.
   */
  readonly exited: Promise<number>;
  /** Sends a signal and waits until the process has ended. */
  end(signal: NodeJS.Signals): Promise<number>;
}

export interface Launch {
  args: readonly string[];
  /** The working folder of the process. It is removed if the test process dies. */
  cwd: string;
  /** Variables besides PATH, HOME, TMPDIR and TZ, which are all that a server inherits. */
  env?: Readonly<Record<string, string>>;
  /** The path of the PocketBase binary; see `pocketbaseBinary`. */
  binary?: string | undefined;
}

const INHERITED = ["PATH", "HOME", "TMPDIR", "TZ", "SystemRoot"];
const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
const alive = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

export function launch({ args, cwd, env, binary }: Launch): Running {
  const child = spawn(binary ?? pocketbaseBinary(), args, {
    cwd,
    env: { ...inherited(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  alive.add(child);
  const release = child.pid === undefined ? () => {} : watchdog(child.pid, cwd);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  const exited = new Promise<number>((resolve) => {
    child.once("error", (error) => {
      alive.delete(child);
      text += `${error}\n`;
      resolve(127);
    });
    child.once("close", (code, signal) => {
      alive.delete(child);
      release();
      resolve(code ?? 128 + ((signal && SIGNALS[signal]) ?? 0));
    });
  });
  return {
    child,
    output: () => text,
    exited,
    end(signal) {
      if (alive.has(child)) child.kill(signal);
      return exited;
    },
  };
}

function inherited(): Record<string, string> {
  const entries = INHERITED.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
