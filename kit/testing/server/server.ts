import type PocketBase from "pocketbase";
import type { LogModel } from "pocketbase";
import { removeFolder } from "../folder.ts";
import { type Keys, refuseUnknownKeys } from "../known-keys.ts";
import { until } from "../wait.ts";
import type { Running } from "./binary.ts";
import { type BinaryOptions, chosenBinary } from "./installed-binary.ts";
import { Processes } from "./processes.ts";
import { serve, stopServing } from "./serve.ts";
import { addSuperuser, client, SUPERUSER, signIn } from "./server-client.ts";
import { type ServerFiles, type ServerFolder, serverFolder } from "./server-files.ts";
import { logText, readLogs } from "./server-logs.ts";

export interface ServerOptions extends ServerFiles, BinaryOptions {
  /**
   * Environment variables besides PATH, HOME, TMPDIR and TZ, which are all that a server inherits.
   */
  env?: Record<string, string>;
  /** Further arguments of `pocketbase serve`, such as `--hooksWatch=false`. */
  args?: readonly string[];
  /** How long the start may take, in milliseconds. Default 15,000. */
  timeout?: number;
  /**
   * Gets a function that ends the server and removes its folder: pass vitest's `onTestFinished` in
   * a test, or `afterAll` at the top of a test file. (vitest ignores an `afterAll` inside of
   * `beforeAll`.)
   */
  cleanup?: (end: () => Promise<void>) => void;
}

export const SERVER_OPTIONS: Keys<ServerOptions> = {
  hooks: true,
  copy: true,
  migrations: true,
  copyMigrations: true,
  data: true,
  binary: true,
  version: true,
  env: true,
  args: true,
  timeout: true,
  cleanup: true,
};

export interface Server {
  readonly url: string;
  /** The official SDK's client, signed in as superuser. */
  readonly pb: PocketBase;
  readonly superuser: { readonly email: string; readonly password: string };
  readonly folder: ServerFolder;
  /** The process id. */
  readonly pid: number;
  /** Makes a client of the official SDK that is not signed in. */
  client(): PocketBase;
  /** Returns what the server has printed since its last start. */
  log(): string;
  /** Returns the rows of PocketBase's `_logs`, the oldest first. */
  logs(): Promise<LogModel[]>;
  /**
   * Waits until a printed line, or a row of `_logs` as text, matches, and returns that line.
   * Rejects after `timeout` milliseconds, by default 10,000.
   */
  waitForLog(pattern: RegExp, timeout?: number): Promise<string>;
  /** Runs another command of the binary on the same folders, beside the server. */
  command(...args: string[]): Promise<{ code: number; output: string }>;
  /** Starts a command that keeps running, such as `bundle work`. It is ended with the server. */
  background(...args: string[]): Running;
  /** Sends SIGTERM and waits for the end. Resolves with the exit code. */
  stop(): Promise<number>;
  /** Sends SIGKILL and waits for the end. Resolves with the exit code. */
  kill9(): Promise<number>;
  /** Stops the server if it runs, and starts it again on the same folder and port. */
  restart(): Promise<void>;
  /** Resolves with the exit code of the process that runs now. */
  readonly exited: Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a real PocketBase on a free loopback port, in a temporary folder. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  refuseUnknownKeys("startServer()", options, SERVER_OPTIONS);
  const binary = chosenBinary(options);
  const folder = serverFolder(options);
  let running: Running | undefined;
  const processes = new Processes();
  const end = async () => {
    await processes.endAll();
    removeFolder(folder.root);
  };
  options.cleanup?.(end);
  try {
    if (!options.data) await addSuperuser(folder, binary);
    let port: number;
    [running, port] = await serve(processes, folder, options, binary);
    const url = `http://127.0.0.1:${port}`;
    const pb = await signIn(url);
    return {
      url,
      pb,
      superuser: SUPERUSER,
      folder,
      get pid() {
        return current().child.pid ?? 0;
      },
      client: () => client(url),
      log: () => current().output(),
      logs: () => readLogs(pb),
      waitForLog: (pattern, timeout) => waitForLog(current, pb, pattern, timeout),
      async command(...args) {
        const { output, exited } = start(args);
        return { code: await exited, output: output() };
      },
      background: (...args) => start(args),
      stop: () => stopServing(current()),
      kill9: () => current().end("SIGKILL"),
      async restart() {
        await stopServing(current());
        [running] = await serve(processes, folder, options, binary, port);
      },
      get exited() {
        return current().exited;
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }

  function start(args: string[]): Running {
    return processes.launch({
      args: [...args, ...folder.args],
      cwd: folder.root,
      env: options.env ?? {},
      binary,
    });
  }

  function current(): Running {
    if (!running) throw new Error("the server was not started");
    return running;
  }
}

async function waitForLog(
  running: () => Running,
  pb: PocketBase,
  pattern: RegExp,
  timeout?: number,
): Promise<string> {
  const matching = (line: string) => pattern.test(line);
  // Reading `_logs` is work for the server, which may have better things to do: less and less
  // often.
  let pause = 50;
  let nextRead = 0;
  return until(
    async () => {
      const printed = running().output().split("\n").find(matching);
      if (printed !== undefined || Date.now() < nextRead) return printed;
      const logged = (await readLogs(pb)).map(logText).find(matching);
      pause = Math.min(1000, 2 * pause);
      nextRead = Date.now() + pause;
      return logged;
    },
    () => `a log line matching ${pattern}; printed:\n${running().output()}`,
    timeout,
    50,
  );
}
