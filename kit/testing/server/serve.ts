import { until, withinTime } from "../wait.ts";
import type { Running } from "./binary.ts";
import { freePort } from "./port.ts";
import type { Processes } from "./processes.ts";
import type { ServerOptions } from "./server.ts";
import type { ServerFolder } from "./server-files.ts";

const STOP_TIME = 15_000;

/**
 * Starts `pocketbase serve` and waits until it answers. When another process has taken the port, it
 * tries another one.
 */
export async function serve(
  processes: Processes,
  folder: ServerFolder,
  options: ServerOptions,
  binary: string | undefined,
  fixedPort?: number,
): Promise<[Running, number]> {
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await freePort());
    const running = processes.launch({
      args: ["serve", `--http=127.0.0.1:${port}`, ...folder.args, ...(options.args ?? [])],
      cwd: folder.root,
      env: options.env ?? {},
      binary,
    });
    const code = await answeringOrExited(running, port, options.timeout);
    if (code === undefined) return [running, port];
    const taken = running.output().includes("address already in use");
    if (!taken || attempt === 5) {
      throw new Error(`pocketbase ended with ${code} instead of serving:\n${running.output()}`);
    }
  }
}

async function answeringOrExited(running: Running, port: number, timeout = 15_000) {
  let code: number | undefined;
  running.exited.then((exit) => {
    code = exit;
  });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/api/health`).then(
      (response) => response.ok,
      () => false,
    );
  const ready = async () => {
    if (code !== undefined) return "exited";
    // The banner says that this process owns the port; an answer alone may come from another
    // process.
    const serves = running.output().includes("Server started at") && (await answers());
    return serves ? "answers" : undefined;
  };
  try {
    await until(ready, () => `pocketbase serves; it printed:\n${running.output()}`, timeout);
  } catch (error) {
    await running.end("SIGKILL");
    throw error;
  }
  return code;
}

/**
 * Sends SIGTERM and waits for the end. A server that does not end is killed, and an error is
 * thrown.
 */
export async function stopServing(running: Running): Promise<number> {
  const code = await withinTime(running.end("SIGTERM"), STOP_TIME);
  if (code !== undefined) return code;
  await running.end("SIGKILL");
  throw new Error(
    `the server did not stop within ${STOP_TIME} ms; it printed:\n${running.output()}`,
  );
}
