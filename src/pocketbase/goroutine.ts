// Runs a cron's handler at once, in a goroutine and a VM of its own.
import type { App } from "../contract/pocketbase.ts";

const SERVER = "pocketbundle.server";

/** Go's `http.Server`. */
interface HttpServer {
  registerOnShutdown(run: () => void): void;
  shutdown(context: unknown): void;
}

/** Called by the loader. VMs need the type of the server, which nothing else in a VM has. */
export const keepServer = (server: unknown) => $app.store().set(SERVER, server);

/**
 * PocketBase has no function that starts a goroutine. Go's `http.Server` has: its `Shutdown` runs
 * what was registered, each in a goroutine, and waits for none. A new server that has never
 * listened has nothing else to shut down. Does nothing in a process that serves nobody.
 */
export function runCronNow(app: App, id: string): void {
  const server = $app.store().get(SERVER);
  if (!server) return;
  const job = [...app.cron().jobs()].find((one) => one?.id() === id);
  if (!job) return;
  const made = arrayOf(server as never) as unknown as HttpServer[];
  unmarshal([{}], made);
  const [starter] = made as [HttpServer];
  // The Go method itself is passed, so the goroutine does not enter this VM.
  starter.registerOnShutdown(job.run);
  starter.shutdown(new Context());
}
