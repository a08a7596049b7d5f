// The published test kit: kit/testing → dist/testing, as JavaScript in two files and as types.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist/testing");

rmSync(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["kit/testing/index.ts", "kit/testing/vitest.ts"],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
const tsc = join(root, "node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.testing.json"], {
  cwd: root,
  stdio: "inherit",
});
