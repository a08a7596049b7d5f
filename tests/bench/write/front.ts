// What one would run beside PocketBase instead: Node.js takes the requests, checks them and writes as a superuser.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { buildSync } from "esbuild";
import type { Server } from "../../../src/testing/index.ts";

export interface Front {
  url: string;
  end(): Promise<void>;
}

const PROGRAM = "dist/bench-front.mjs";

export async function startFront({ url, superuser }: Server): Promise<Front> {
  buildSync({
    entryPoints: ["tests/bench/write/front-server.ts"],
    outfile: PROGRAM,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const child: ChildProcess = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, URL: url, EMAIL: superuser.email, PASSWORD: superuser.password },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return {
    url: `http://127.0.0.1:${Number(port)}/orders`,
    async end() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
