// Servers with the built bundle and a config, or without both.
import { type Server, type ServerOptions, startServer, until } from "../../../kit/testing/index.ts";
import { migrations } from "../orders.ts";

export const bare = (options: ServerOptions = {}): Promise<Server> =>
  startServer({ ...options, migrations: { ...migrations, ...options.migrations } });

/** `config` is the text of the config file's value. */
export const withBundle = (config: string, options: ServerOptions = {}): Promise<Server> =>
  bare({
    ...options,
    copy: ["pb_hooks/pocketbundle.pb.js"],
    hooks: { "pocketbundle.config.js": `module.exports = ${config}`, ...options.hooks },
  });

interface Health {
  changes: number;
  jobs: { waiting: number; running: number }[];
}

/** Returns the number of changes and jobs that are not done. */
export async function waiting(server: Server): Promise<number> {
  const { changes, jobs } = (await server.pb.send("/api/bundle/health", {})) as Health;
  return jobs.reduce((sum, one) => sum + one.waiting + one.running, changes);
}

/** Waits until everything is done, and returns the seconds that it took. */
export async function drained(server: Server): Promise<number> {
  const begin = performance.now();
  await until(
    async () => ((await waiting(server)) === 0 ? true : undefined),
    () => `the server is done with its work; it printed:\n${server.log()}`,
    120_000,
    50,
  );
  return (performance.now() - begin) / 1000;
}
