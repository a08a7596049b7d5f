import { readFileSync } from "node:fs";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { LAZY } from "../scripts/chunks.mjs";

/** Bundles a module of ours and its imports into one text that PocketBase's runtime can require. */
export async function bundleForServer(
  entryPoint: string,
  more: BuildOptions = {},
): Promise<string> {
  const { outputFiles } = await build({
    ...more,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    banner: { js: "const $forgetting = (run) => run();" },
    plugins: [lazyImports, ...(more.plugins ?? [])],
  });
  return outputFiles?.[0]?.text ?? "";
}

/** The exports of a module of ours with its lazy imports, on a store as PocketBase has it. */
export async function moduleWithStore<Module>(
  entryPoint: string,
  more: BuildOptions = {},
): Promise<{ exports: Module; store: Map<string, string> }> {
  const module = { exports: {} as Module };
  const store = new Map<string, string>();
  const run = new Function("module", "$app", await bundleForServer(entryPoint, more));
  run(module, { store: () => store });
  return { exports: module.exports, store };
}

/** One text has no chunks, so a lazy import is a `require` that esbuild bundles. */
const lazyImports: Plugin = {
  name: "lazy-imports",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(LAZY, 'require("$1")'),
      loader: "ts",
    })),
};
