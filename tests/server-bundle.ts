import { type BuildOptions, buildSync } from "esbuild";

/** A module of ours with all it imports, as one text that PocketBase's runtime can require. */
export function bundleForServer(entryPoint: string, more: BuildOptions = {}): string {
  const { outputFiles } = buildSync({
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
