// Splits the bundle into chunks. Every VM evaluates the bundle anew and pays for each function that
// it makes. So the module in `lazy(import("./x.ts"))` is evaluated when a VM first comes there
// (src/lazy.d.ts). This file tells esbuild what the chunks are. esbuild splits the code into ES
// modules, in which code that several chunks need is a chunk of its own, and scripts/link.mjs makes
// one script of them.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { NOWHERE } from "./link.mjs";

/** What src/lazy.d.ts describes. */
export const LAZY = /\blazy\(import\("(\.[^"]+\.ts)"\)\)/g;
/**
 * Finds an import at run time that is written in another way. Types may use
 * `typeof import("./x.ts")`.
 */
const OTHER_IMPORT = /(?<!typeof )\bimport\(.*/;

/**
 * Lists `main`, and then the modules that files under `src` load lazily. The place in the list is
 * the number of the chunk.
 */
export function chunkEntries(root, main) {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((file) => join("src", file))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
  const loaded = files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(LAZY)].map(([, path]) =>
      join(dirname(file), path),
    ),
  );
  if (loaded.length === 0)
    throw new Error('chunks: no file under src has a lazy(import("./…ts")).');
  return [main, ...new Set(loaded.sort())];
}

/**
 * Finds the files that run at start-up, in commands, once an hour, for a service's report about a
 * mail, for an address that cannot be used, or when a template, a collection's schema or a job in the
 * dashboard is changed. They are rare: the events of users do not need them. The loops of background
 * work need their code in the VMs of the keeper and the workers only.
 */
const RARE = new RegExp(
  [
    "^src/loader/",
    "^src/kernel/(database|schema|server)-extension",
    "^src/work/(commands/|changes/schema-changes|worker/|storage|leftovers|jobs/edits)",
    "/feedback/sources\\.ts$",
    "^src/extensions/validate/constraints/",
    "/json-schema/build\\.ts$",
    "(^|/)(shape|check-[a-z]+|[a-z]+-problems|problems|attach-fields|preview|prepare|storage|purge|ineffective|refused-value|client-fault|odd-json)\\.ts$",
  ].join("|"),
);

/** Whether a chunk becomes a text that is evaluated when it is needed (scripts/link.mjs). */
export const isRare = (entry) => RARE.test(entry);

/**
 * The text of a source file with its lazy imports as esbuild must see them: as calls of `$`, which
 * no file declares.
 */
export function withoutLazyImports(text, toNumber) {
  const linked = text.replace(LAZY, (_, path) => `$(${toNumber(path)})`);
  const [other] = linked.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, "").match(OTHER_IMPORT) ?? [];
  if (other) {
    throw new Error(
      `chunks: "${other}" is not linked. Write lazy(import("./file.ts")), on one line.`,
    );
  }
  return linked;
}

/**
 * esbuild takes this map over. The own maps of libraries would be longer than their code, and
 * nobody needs them.
 */
export const UNMAPPED = `\n//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(NOWHERE))}`;

/** A plugin that gives esbuild the prepared sources. */
export const chunkSources = (root, entries) => ({
  name: "chunk-sources",
  setup(bundler) {
    // esbuild may leave out a module of ours that nothing imports by name. The only one with
    // effects, lib/json-schema/build.ts, sets up the library that its own export uses.
    bundler.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      sideEffects: false,
    }));
    bundler.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: withoutLazyImports(readFileSync(path, "utf8"), (to) =>
        entries.indexOf(relative(root, join(dirname(path), to))),
      ),
      loader: "ts",
      resolveDir: dirname(path),
    }));
    bundler.onLoad({ filter: /\/node_modules\/.*\.m?js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8") + UNMAPPED,
    }));
  },
});
