// The alternative in front of PocketBase: a Node.js server takes the requests, checks them and
// writes as a superuser.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { buildSync } from "esbuild";
import type { Server } from "../../../kit/testing/index.ts";

export interface Front {
  url: string;
  /** Drops the mails that wait. */
  forget(): Promise<void>;
  end(): Promise<void>;
}

const PROGRAM = "dist/bench-front.mjs";

export async function startFront({ url, superuser }: Server, smtpPort: number): Promise<Front> {
  buildSync({
    entryPoints: ["tests/bench/write/front-server.ts"],
    outfile: PROGRAM,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  const child: ChildProcess = spawn(process.execPath, [PROGRAM], {
    env: {
      ...process.env,
      URL: url,
      EMAIL: superuser.email,
      PASSWORD: superuser.password,
      SMTP_PORT: String(smtpPort),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(child.stdout as NodeJS.ReadableStream, "data");
  const own = `http://127.0.0.1:${Number(port)}/orders`;
  return {
    url: own,
    async forget() {
      await fetch(own, { method: "DELETE" });
    },
    async end() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
