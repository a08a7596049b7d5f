import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild } from "./children.mjs";
import { hooks, pages, root } from "./paths.mjs";

const sdk = fileURLToPath(import.meta.resolve("pocketbase"));

/** Builds Pocketbundle into the demo's `pb_hooks`. Tells whether that worked; if not, the build says why. */
export async function buildBundle() {
  const child = startChild("build", process.execPath, ["build.mjs", "--out", hooks], { cwd: root });
  return (await child.ended) === 0;
}

/** Puts the official SDK beside the page, so that the page loads nothing from elsewhere. */
export async function copySdk() {
  const vendor = join(pages, "vendor");
  await mkdir(vendor, { recursive: true });
  await copyFile(sdk, join(vendor, "pocketbase.es.mjs"));
}
