// Bundles typebox without the parts that no schema can need, and replaces the parts that goja lacks
// or runs slowly.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Modules that no schema can reach: keywords of earlier drafts and formats that need Unicode's
 * tables, since lib/json-schema/inspect.ts refuses both, and formats that have a check of our own.
 */
const UNREACHABLE = [
  ...["additionalItems", "dependencies", "recursiveRef"].map((name) => `schema/engine/${name}`),
  ...["idn_email", "idn_hostname", "iri", "iri_reference"].map((name) => `format/${name}`),
  ...["hostname", "uri", "uri_reference"].map((name) => `format/${name}`),
].map((name) => `/typebox/build/${name}.mjs`);

/**
 * The library's own hash counts bytes into a big integer, and goja takes a hundred times longer for
 * that.
 */
const HASH = "/typebox/build/system/hashing/hash.mjs";

/**
 * The library's patterns are RegExps. Ours take a time that grows with the length of the text and
 * no faster.
 */
const REGEXP = "/typebox/build/schema/engine/_regexp.mjs";

/**
 * The library joins the patterns of all properties in a group, in which a lookahead cannot be
 * replaced, and has a lookahead for none at all. Alternatives without a group mean the same.
 */
const JOINED = "/typebox/build/schema/engine/additionalProperties.mjs";
const JOIN = "'(?!)' : `(${patterns.join('|')})`";

const filterOf = (path) => new RegExp(`${path.replaceAll(".", "\\.")}$`);

/**
 * A plugin for esbuild. The build fails when a new version of typebox has moved one of these
 * modules.
 */
export const typebox = {
  name: "typebox",
  setup(bundler) {
    const missing = new Set();
    const replace = (module, contentsOf, resolveDirOf = () => root) => {
      missing.add(module);
      bundler.onLoad({ filter: filterOf(module) }, ({ path }) => {
        missing.delete(module);
        return { contents: contentsOf(path), resolveDir: resolveDirOf(path) };
      });
    };
    bundler.initialOptions.inject = ["src/lib/json-schema/url.ts"];
    for (const module of UNREACHABLE) replace(module, stubOf);
    replace(HASH, () => 'export { canonicalJson as Hash } from "./src/lib/canonical-json.ts";');
    replace(
      REGEXP,
      () => 'export { expressionOf as UnicodeRegExp } from "./src/lib/patterns/expression.ts";',
    );
    replace(JOINED, joinedAtTop, dirname);
    bundler.onEnd(() => ({
      errors: [...missing].map((module) => ({
        text: `typebox: nothing imports ${module} any more. Look where its code is now, and change scripts/typebox.mjs.`,
      })),
    }));
  },
};

/** A module with the same exports, each a check that accepts everything. */
function stubOf(path) {
  const names = [...readFileSync(path, "utf8").matchAll(/^export function (\w+)/gm)];
  if (names.length === 0) throw new Error(`typebox: ${path} exports no function to replace.`);
  return names.map(([, name]) => `export const ${name} = () => "true";`).join("");
}

/** `\b\B` never matches. */
function joinedAtTop(path) {
  const text = readFileSync(path, "utf8");
  if (!text.includes(JOIN)) throw new Error(`typebox: ${path} joins patterns in another way.`);
  return text.replace(JOIN, () => String.raw`'\\b\\B' : patterns.join('|')`);
}
