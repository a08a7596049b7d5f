import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";

/** Describes in one line what the numbers were measured on. */
export async function machine(): Promise<string> {
  const version = execFileSync(pocketbaseBinary(), ["--version"], { encoding: "utf8" });
  return [
    `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
    `node ${process.version}`,
    `PocketBase ${version.trim().split(" ").at(-1)}`,
  ].join(", ");
}
