import { type BuildOptions, build } from "esbuild";

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
  });
  return outputFiles?.[0]?.text ?? "";
}
