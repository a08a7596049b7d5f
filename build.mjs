// The one build: src/main.ts → pocketbundle.pb.js, the public types → pocketbundle.d.ts.
// node build.mjs [--out <folder>] [--watch]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, context } from "esbuild";
import { chunkEntries, chunkSources, isRare } from "./scripts/chunks.mjs";
import { linkChunks } from "./scripts/link.mjs";
import { pages } from "./scripts/page.mjs";
import { publicTypes } from "./scripts/public-types.mjs";
import { typebox } from "./scripts/typebox.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const { values } = parseArgs({
  options: { out: { type: "string", default: join(root, "pb_hooks") }, watch: { type: "boolean" } },
});
const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const banner = `// ${name} ${version} (${license}). Built file: do not edit.`;

const entries = chunkEntries(root, "src/main.ts");

/** Writes both files, at the end of every build that passed. */
const write = {
  name: "write",
  setup: ({ onEnd }) =>
    onEnd(async ({ errors, outputFiles }) => {
      if (errors.length > 0) return undefined;
      try {
        const types = await publicTypes(root, banner);
        mkdirSync(values.out, { recursive: true });
        const bundle = linkChunks(outputFiles, banner, (number) => isRare(entries[number]));
        writeFileSync(join(values.out, "pocketbundle.pb.js"), bundle);
        writeFileSync(join(values.out, "pocketbundle.d.ts"), types);
      } catch (error) {
        // esbuild must know of the error, but prints it only while it watches.
        console.error(error.message);
        return { errors: [{ text: error.message }] };
      }
    }),
};

/**
 * The options for code that goja runs. goja finds the lines of the sources, because the file's
 * first line has no code.
 */
const options = {
  entryPoints: entries.map((path, number) => ({ in: path, out: String(number) })),
  // The source maps' paths follow from this one, so that every --out gets the same bytes.
  outdir: join(root, "pb_hooks"),
  write: false,
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "es2022",
  // Constructors set their fields, so declaring them would only cost bytes, and time for each
  // object.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  minify: true,
  charset: "utf8",
  sourcemap: "external",
  sourcesContent: false,
  // Stacks then say pocketbundle:///src/…, not a path that looks like the user's own.
  sourceRoot: "pocketbundle:///pb_hooks/",
  define: { POCKETBUNDLE_VERSION: JSON.stringify(version) },
  logLevel: "warning",
  // main.ts is a module that also sets module.exports, because executors require the built file.
  logOverride: { "commonjs-variable-in-esm": "silent" },
  plugins: [pages, typebox, chunkSources(root, entries), write],
};

if (values.watch) await (await context(options)).watch();
else {
  await build(options).catch(({ message }) => {
    console.error(message);
    process.exitCode = 1;
  });
}
