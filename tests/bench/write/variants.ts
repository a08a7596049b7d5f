// The same shop in five ways: orders are validated, each new one causes a mail, each change is
// noted for another system, and a payment service may call.
import {
  type Server,
  type ServerOptions,
  startServer,
  useSmtp,
} from "../../../kit/testing/index.ts";
import { bundleForServer } from "../../server-bundle.ts";
import type { NullSmtp } from "../mail/null-smtp.ts";
import { migrations } from "../orders.ts";
import { SQL_HOOK, sql } from "../work/jobs.ts";
import { startFront } from "./front.ts";
import { BY_HAND, CONFIG, HOLD_HOOK, OUTBOX, TEMPLATES, USUAL } from "./hooks.ts";

/** A server to write to. */
export interface Target {
  server: Server;
  /** The URL to create orders; with `/<id>`, it updates them. */
  url: string;
  /** Drops the work that is left to do. */
  forget(): Promise<void>;
  end(): Promise<void>;
}

export const BARE = "bare PocketBase";
export const OWN = "Pocketbundle";

/** The program of tests/bench/go, if there is one: `BENCH_GO` is its path. */
export const goVariant = (): Record<string, (pool: number) => Promise<Target>> => {
  const binary = process.env.BENCH_GO;
  return binary
    ? { "the same rules and rows in Go": (pool) => target(pool, { binary }, ["outbox"]) }
    : {};
};

export const VARIANTS: Record<string, (pool: number, smtp: NullSmtp) => Promise<Target>> = {
  [BARE]: (pool) => target(pool, {}),
  "hooks by hand": (pool) => target(pool, { hooks: { "shop.pb.js": BY_HAND } }, ["outbox"]),
  "one big module in four hooks": async (pool) =>
    target(
      pool,
      {
        hooks: {
          "shop.js": await bundleForServer("tests/bench/write/usual.ts"),
          "shop.pb.js": USUAL,
        },
      },
      ["outbox"],
    ),
  async [OWN](pool, { port }) {
    const own = await target(
      pool,
      {
        copy: ["pb_hooks/pocketbundle.pb.js"],
        hooks: { "pocketbundle.config.js": CONFIG, ...TEMPLATES, ...HOLD_HOOK },
      },
      ["bundle_captured", "bundle_jobs", "bundle_mails"],
    );
    await useSmtp(own.server.pb, { port } as Parameters<typeof useSmtp>[1]);
    return own;
  },
  async "Node.js in front"(pool, { port }) {
    const behind = await target(pool, {});
    const front = await startFront(behind.server, port);
    const end = async () => {
      await front.end();
      await behind.end();
    };
    return { ...behind, ...front, end };
  },
};

async function target(pool: number, options: ServerOptions, work: string[] = []): Promise<Target> {
  const server = await startServer({
    ...options,
    args: ["--hooksWatch=false", `--hooksPool=${pool}`],
    migrations: { ...migrations, ...(work.includes("outbox") && OUTBOX) },
    hooks: { ...SQL_HOOK, ...options.hooks },
  });
  return {
    server,
    url: `${server.url}/api/collections/orders/records`,
    async forget() {
      for (const name of work) await sql(server, { statement: `DELETE FROM ${name}` });
    },
    end: () => server[Symbol.asyncDispose](),
  };
}
