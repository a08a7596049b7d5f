// A PostgreSQL for the benchmark, in a temporary folder and on a free loopback port, as the
// system's packager built it.
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { removeFolder, temporaryFolder } from "../../../../kit/testing/folder.ts";
import { launch, type Running } from "../../../../kit/testing/server/binary.ts";
import { freePort } from "../../../../kit/testing/server/port.ts";
import { until } from "../../../../kit/testing/wait.ts";
import { load, versionOf } from "./packages.ts";

export interface Pool {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<void>;
}

export type Commit = "on" | "off";
export interface Postgres {
  version: string;
  /** Makes a database with this `synchronous_commit`. */
  database(commit: Commit): Promise<{ url: string; pool: Pool }>;
  stop(): Promise<void>;
}

const PACKAGES = ["graphile-worker", "pg-boss", "pg"];

/** Returns what is not installed, and how to install it; undefined when everything is there. */
export function missing(): string | undefined {
  const reasons = [
    ...(PACKAGES.every(versionOf) ? [] : [`npm i --no-save ${PACKAGES.join(" ")}`]),
    ...(programFolder() ? [] : ["apt-get install postgresql"]),
  ];
  return reasons.length > 0 ? `They need: ${reasons.join(" && ")}` : undefined;
}

export const versions = ({ version }: Postgres) =>
  [`PostgreSQL ${version}`, ...PACKAGES.map((name) => `${name} ${versionOf(name)}`)].join(", ");

/**
 * Returns the folder of the programs: of the newest version that Debian has installed, else on the
 * PATH.
 */
function programFolder(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const installed = existsSync(debian) ? readdirSync(debian) : [];
  const newest = installed.toSorted((a, b) => Number(b) - Number(a));
  const path = (process.env.PATH ?? "").split(":");
  const folders = [...newest.map((version) => join(debian, version, "bin")), ...path];
  return folders.find((folder) => existsSync(join(folder, "initdb")));
}

export async function startPostgres(): Promise<Postgres> {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  const run = (program: string, ...args: string[]): Running =>
    launch({ ...asUser(join(programFolder() ?? "", program), args), cwd: folder });
  if (isRoot()) chownSync(folder, ...postgresUser());
  const made = run("initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync");
  if ((await made.exited) !== 0) throw new Error(`initdb failed:\n${made.output()}`);
  const port = await freePort();
  const server = run(
    "postgres",
    ...["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1"],
    ...["-c", "unix_socket_directories=", "-c", "max_connections=200"],
  );
  const url = (name: string) => `postgres://bench@127.0.0.1:${port}/${name}`;
  const pools: Pool[] = [];
  const connect = (name: string): Pool => {
    const pool: Pool = new (load<{ Pool: new (options: object) => Pool }>("pg").Pool)({
      connectionString: url(name),
    });
    pool.on("error", () => {});
    pools.push(pool);
    return pool;
  };
  const stop = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await server.end("SIGINT");
    removeFolder(folder);
  };
  try {
    const admin = connect("postgres");
    const ask = () => admin.query("SHOW server_version").catch(() => undefined);
    const { rows } = await until(ask, () => `PostgreSQL answers; it printed:\n${server.output()}`);
    return {
      version: String(rows[0]?.server_version),
      stop,
      async database(commit) {
        const name = `bench${pools.length}`;
        await admin.query(`CREATE DATABASE ${name}`);
        await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = ${commit}`);
        return { url: url(name), pool: connect(name) };
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const isRoot = () => process.getuid?.() === 0;
const postgresUser = () =>
  ["-u", "-g"].map((flag) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" })),
  ) as [number, number];

/**
 * PostgreSQL refuses to run as root. setpriv becomes the program, so its process is the one to end.
 */
function asUser(binary: string, args: string[]): { binary: string; args: string[] } {
  if (!isRoot()) return { binary, args };
  const user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
  return { binary: "setpriv", args: [...user, binary, ...args] };
}
