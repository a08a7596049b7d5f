import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, onTestFinished, test } from "vitest";

/**
 * Starts a process in the place of a test run. It guards another process, and stays until it is
 * ended.
 */
async function guarding(pid: number, folder: string, then: string) {
  const outfile = join(folder, "watchdog.mjs");
  buildSync({
    entryPoints: ["kit/testing/server/watchdog.ts"],
    outfile,
    format: "esm",
    bundle: true,
    platform: "node",
  });
  const script = `const { watchdog } = await import(${JSON.stringify(outfile)});
    const release = watchdog(${pid}, ${JSON.stringify(join(folder, "data"))});
    ${then};
    console.log("ready");`;
  const run = spawn(process.execPath, ["--input-type=module", "-e", script]);
  onTestFinished(() => void run.kill("SIGKILL"));
  await once(run.stdout, "data");
  return run;
}

function sleeper() {
  const folder = mkdtempSync(join(tmpdir(), "pocketbundle-watchdog-"));
  const child = spawn("sh", ["-c", 'mkdir "$1/data"; exec sleep 60', "sh", folder]);
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, folder, ended: once(child, "exit") };
}

test("a server does not outlive a test process that is killed", async () => {
  const { child, folder, ended } = sleeper();
  const run = await guarding(Number(child.pid), folder, "setInterval(() => {}, 1000)");
  expect(child.exitCode).toBe(null);
  run.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
  await expect.poll(() => existsSync(join(folder, "data"))).toBe(false);
});

test("a server that has ended by itself is not guarded any more, and the guard does not keep the test process alive", async () => {
  const { child, folder } = sleeper();
  const run = await guarding(Number(child.pid), folder, "release()");
  expect(await once(run, "exit")).toEqual([0, null]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(child.exitCode).toBe(null);
  expect(existsSync(join(folder, "data"))).toBe(true);
});
