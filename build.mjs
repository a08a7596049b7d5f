// The one build: src/main.ts → pocketbundle.pb.js, the public types → pocketbundle.d.ts.
// node build.mjs [--out <folder>] [--watch]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, context } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
const { values } = parseArgs({
  options: { out: { type: "string", default: join(root, "pb_hooks") }, watch: { type: "boolean" } },
});
const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const banner = `// ${name} ${version} (${license}). Built file: do not edit.`;

/** Type-only files, each importing types from these files alone, so that their texts add up to one. */
const PUBLIC_TYPES = [
  "src/kernel/contract.ts",
  "src/changes/types.ts",
  "src/jobs/types.ts",
  "src/kernel/mail.ts",
  "src/rules/types.ts",
  "src/extensions/validate/options.ts",
  "src/extensions/mail/options.ts",
  "src/signatures/options.ts",
  "src/extensions/receive/options.ts",
  "src/config.ts",
];

function publicTypes() {
  const texts = PUBLIC_TYPES.map((file) =>
    readFileSync(join(root, file), "utf8")
      .replace(/^\/\/.*\n/, "")
      .replace(/^import type [\s\S]*?;\n/gm, "")
      .replace(/^[ \t:]*\/\/ biome-ignore.*\n/gm, (line) =>
        line.trimStart().startsWith(":") ? "  :\n" : "",
      )
      .replace(/[ \t]*\/\/ biome-ignore.*$/gm, "")
      .trim(),
  );
  const text = [banner, ...texts, "export declare const defineExtension: DefineExtension;"].join(
    "\n\n",
  );
  return `${text}\n`;
}

/** Writes both files, at the end of every build that passed. */
const write = {
  name: "write",
  setup: ({ onEnd }) =>
    onEnd(({ errors, outputFiles }) => {
      if (errors.length > 0) return;
      mkdirSync(values.out, { recursive: true });
      writeFileSync(join(values.out, "pocketbundle.pb.js"), outputFiles[0].contents);
      writeFileSync(join(values.out, "pocketbundle.d.ts"), publicTypes());
    }),
};

const target = "es2022";
const platform = { platform: "neutral", mainFields: ["module", "main"] };

/**
 * Modules that few VMs need, each as one CommonJS text: esbuild would otherwise mix their functions into the
 * bundle's own scope, where every VM makes them. What they need of each other stays a `require`.
 */
const APART = {
  "src/shapes.ts": {},
  "src/extensions/mail/templates/start-up.ts": { minify: true },
  "src/extensions/mail/templates/render.ts": {},
  "src/extensions/mail/templates/preview.ts": { loader: { ".html": "text" } },
  // Before the server listens, and in workers: not in the many VMs that take webhooks in.
  "src/extensions/receive/start.ts": {},
  "src/extensions/receive/run.ts": {},
  "src/extensions/receive/purge.ts": {},
  "src/rules/json-schema/index.ts": {
    minify: true,
    inject: ["src/rules/json-schema/url.ts", "src/rules/json-schema/text-encoder.ts"],
  },
};
/**
 * A source map of one position, which esbuild takes over: its own would map every word of such a text to itself, and be
 * longer than the text.
 */
const UNMAPPED = `\n//# sourceMappingURL=data:application/json,${encodeURIComponent('{"version":3,"sources":["apart"],"mappings":"AAAA"}')}`;

/** The key in APART of what a file requires, if it is one. */
const apartKey = ({ path, resolveDir, kind }) => {
  const key = relative(root, join(resolveDir, path));
  return kind === "require-call" && Object.hasOwn(APART, key) ? key : undefined;
};

const apart = {
  name: "apart",
  setup(bundler) {
    bundler.onResolve({ filter: /^\..*\.ts$/ }, (args) => {
      const path = apartKey(args);
      // A namespace of its own, or package.json's "type": "module" would make it an ES module.
      return path && { path, namespace: "apart" };
    });
    bundler.onLoad({ filter: /.*/, namespace: "apart" }, async ({ path }) => {
      const inner = await build({
        ...platform,
        ...APART[path],
        entryPoints: [path],
        absWorkingDir: root,
        bundle: true,
        write: false,
        format: "cjs",
        target,
        charset: "utf8",
        logLevel: "warning",
        plugins: [requireApart],
      });
      return { contents: inner.outputFiles[0].text + UNMAPPED, loader: "js", resolveDir: root };
    });
  },
};

/** Within one such module, another one stays a `require` for the bundle around both. */
const requireApart = {
  name: "require-apart",
  setup: (bundler) =>
    bundler.onResolve({ filter: /^\..*\.ts$/ }, (args) => {
      const key = apartKey(args);
      return key && { path: `./${key}`, external: true };
    }),
};

/** What PocketBase's goja runs (jsvm: no keepNames, no minified white space, or stacks lose their lines). */
const options = {
  entryPoints: [join(root, "src/main.ts")],
  // The source map's paths follow from this one, so that every --out gets the same bytes.
  outfile: join(root, "pb_hooks/pocketbundle.pb.js"),
  write: false,
  absWorkingDir: root,
  bundle: true,
  format: "iife",
  ...platform,
  target,
  minifySyntax: true,
  sourcemap: "inline",
  sourcesContent: false,
  // Stacks then say pocketbundle:///src/…, not a path that looks like the user's own.
  sourceRoot: "pocketbundle:///pb_hooks/",
  charset: "utf8",
  banner: { js: banner },
  define: { POCKETBUNDLE_VERSION: JSON.stringify(version) },
  logLevel: "warning",
  // main.ts is a module that also sets module.exports: that is how one file has two lives.
  logOverride: { "commonjs-variable-in-esm": "silent" },
  plugins: [apart, write],
};

if (values.watch) await (await context(options)).watch();
else await build(options).catch(() => process.exit(1)); // esbuild has said why
