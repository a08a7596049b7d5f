// Writes types/pocketbase.d.ts: the JSVM types that the pinned server binary carries.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pocketbaseBinary } from "../kit/testing/server/pocketbase-binary.mjs";

const target = new URL("../types/", import.meta.url);
const data = mkdtempSync(join(tmpdir(), "pocketbundle-types-"));
try {
  // Any command writes types.d.ts while it bootstraps; this one does nothing else on an empty
  // folder.
  const run = spawnSync(pocketbaseBinary(), ["migrate", "history-sync", `--dir=${data}`], {
    cwd: data,
    encoding: "utf8",
  });
  if (run.status !== 0)
    throw new Error(`pocketbase ended with ${run.status}: ${run.stderr || run.error}`);
  mkdirSync(target, { recursive: true });
  copyFileSync(join(data, "types.d.ts"), new URL("pocketbase.d.ts", target));
} finally {
  rmSync(data, { recursive: true, force: true });
}
