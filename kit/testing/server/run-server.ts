import { removeFolder } from "../folder.ts";
import { refuseUnknownKeys } from "../known-keys.ts";
import { withinTime } from "../wait.ts";
import { launch } from "./binary.ts";
import { chosenBinary } from "./installed-binary.ts";
import { freePort } from "./port.ts";
import { SERVER_OPTIONS, type ServerOptions } from "./server.ts";
import { serverFolder } from "./server-files.ts";

export interface Ended {
  readonly code: number;
  /** Standard output and standard error, in the order they were written. */
  readonly output: string;
}

/**
 * Runs a server that is expected to refuse to serve.
 * Resolves when the server ends by itself. When it has not ended after `timeout` (default 10,000
 * ms), ends it and rejects.
 */
export async function runServer(options: ServerOptions = {}): Promise<Ended> {
  refuseUnknownKeys("runServer()", options, SERVER_OPTIONS);
  const { timeout = 10_000 } = options;
  const binary = chosenBinary(options);
  const folder = serverFolder(options);
  const running = launch({
    args: [
      "serve",
      `--http=127.0.0.1:${await freePort()}`,
      ...folder.args,
      ...(options.args ?? []),
    ],
    cwd: folder.root,
    env: options.env ?? {},
    binary,
  });
  const end = async () => {
    await running.end("SIGKILL");
    removeFolder(folder.root);
  };
  options.cleanup?.(end);
  try {
    const code = await withinTime(running.exited, timeout);
    if (code === undefined) {
      throw new Error(
        `the server still runs after ${timeout} ms; it printed:\n${running.output()}`,
      );
    }
    return { code, output: running.output() };
  } finally {
    await end();
  }
}
