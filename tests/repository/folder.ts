// What the tests of the repository's own tools share.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder that is removed with the test. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "pocketbundle-repository-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** The exit code of a program, and all that it printed. */
export function run(program: string, args: string[], { cwd, env = {} }: RunOptions = {}) {
  const options = { encoding: "utf8", stdio: "pipe", env: { ...process.env, ...env } } as const;
  try {
    return { code: 0, output: execFileSync(program, args, { ...options, ...(cwd && { cwd }) }) };
  } catch (error) {
    const { status, stdout, stderr } = error as Record<string, string | number>;
    return { code: Number(status ?? 1), output: `${stdout ?? error}${stderr ?? ""}` };
  }
}

export const node = (args: string[], options?: RunOptions) => run(process.execPath, args, options);
