// node scripts/run.mjs <file.ts> [arguments]: bundles a TypeScript program into dist/ and runs it.
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { build } from "esbuild";

const [file, ...args] = process.argv.slice(2);
if (!file) throw new Error("Expected a file: node scripts/run.mjs <file.ts> [arguments]");
const outfile = join("dist", `${basename(file, ".ts")}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [outfile, ...args], { stdio: "inherit" });
process.exit(status ?? 1);
