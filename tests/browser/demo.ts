// Runs `npm start` as a user does, on free ports and with a database of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../kit/testing/wait.ts";

export interface Demo {
  readonly shop: string;
  readonly inbox: string;
  output(): string;
  /** Sends the signal of Ctrl-C, and returns the exit code. */
  interrupt(): Promise<number | null>;
}

/**
 * The ports are below those that the system gives to other servers of the tests, because the demo
 * takes seconds until it listens.
 */
const anyPort = () => 20_000 + Math.floor(10_000 * Math.random());

export async function startDemo(cleanup: (end: () => Promise<void>) => void): Promise<Demo> {
  const data = mkdtempSync(join(tmpdir(), "pocketbundle-demo-"));
  const args = ["examples/shop/start.mjs", "--fresh", "--port", String(anyPort())];
  const child = spawn(process.execPath, args, { env: { ...process.env, SHOP_DATA: data } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const interrupt = () => {
    child.kill("SIGINT");
    return exited;
  };
  cleanup(async () => {
    await interrupt();
    rmSync(data, { recursive: true });
  });
  const url = (name: string) => output.match(new RegExp(`${name} +(http://[^/\\s]+)`))?.[1];
  const [shop, inbox] = await until(
    () => {
      const urls = [url("Shop"), url("Inbox")] as const;
      return urls[0] && urls[1] ? (urls as [string, string]) : undefined;
    },
    () => `the demo runs; it printed:\n${output}`,
    40_000,
  );
  return { shop, inbox, output: () => output, interrupt };
}
