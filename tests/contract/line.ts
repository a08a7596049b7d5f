import { execFileSync } from "node:child_process";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { DRIVER } from "./drivers.ts";

/**
 * The line of PocketBase that the scenarios run on, such as `"0.38"`: that of the mock, or that of
 * the server's binary. Few facts differ between the lines, and they are pinned by line.
 */
export const LINE = DRIVER === "mock" ? "0.38" : lineOf(pocketbaseBinary());

function lineOf(binary: string): string {
  const text = execFileSync(binary, ["--version"], { encoding: "utf8" });
  const [, line] = /version (\d+\.\d+)\./.exec(text) ?? [];
  if (!line) throw new Error(`${binary} --version says "${text}", which names no version.`);
  return line;
}
