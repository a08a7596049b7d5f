// Bundles typebox without the parts that no schema can need, and replaces the parts that goja lacks
// or runs slowly.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { UNMAPPED } from "./chunks.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Modules that no schema can reach: keywords of earlier drafts and formats that need Unicode's
 * tables, since lib/json-schema/problems.ts refuses both, and formats that have a check of our own.
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
 * The library's patterns are RegExps, whose time may grow without limit. The texts of programs name
 * the patterns only, and src/lib/patterns/expression.ts compiles them.
 */
const REGEXP = "/typebox/build/schema/engine/_regexp.mjs";

/**
 * Parts of the library that are wrong for some values, each with what takes its place. A property
 * is there only when the value itself has it: `"toString" in {}` is true. A name with Unicode's
 * letters is no identifier, because goja reads `\\p{…}` as a list of the characters "p{…}". An
 * object with the one property "length" is no empty list. The patterns of all properties are joined
 * in a group, in which a lookahead cannot be replaced, and a lookahead stands for none at all:
 * alternatives without a group mean the same, and `\\b\\B` never matches. Programs are evaluated by
 * src/lib/json-schema/program.ts alone, so the library's own ways to check a value are left out.
 */
const PARTS = {
  "/typebox/build/schema/build.mjs": [
    ["const check = CreateCheck(this, code);", "const check = undefined;"],
  ],
  "/typebox/build/guard/guard.mjs": [
    [
      "return IsUnsafePropertyKey(key) ? Object.prototype.hasOwnProperty.call(value, key) : key in value;",
      "return Object.hasOwn(value, key);",
    ],
    ["if (!IsObject(right))", "if (!IsObjectNotArray(right))"],
  ],
  "/typebox/build/guard/emit.mjs": [
    [
      "return isProtoField ? `Object.prototype.hasOwnProperty.call(${value}, ${key})` : `${key} in ${value}`;",
      "return `Object.hasOwn(${value}, ${key})`;",
    ],
    ["[\\p{ID_Start}_$][\\p{ID_Continue}_$\\u200C\\u200D]", "[A-Za-z_$][\\w$]"],
  ],
  "/typebox/build/schema/engine/additionalProperties.mjs": [
    ["'(?!)' : `(${patterns.join('|')})`", String.raw`'\\b\\B' : patterns.join('|')`],
  ],
};

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
    for (const [module, parts] of Object.entries(PARTS)) {
      replace(module, (path) => withParts(path, parts), dirname);
    }
    replace(HASH, () => 'export { canonicalJson as Hash } from "./src/lib/canonical-json.ts";');
    replace(
      REGEXP,
      () =>
        'import { Pattern } from "./src/lib/patterns/pattern.ts"; export const UnicodeRegExp = (text) => new Pattern(text);',
    );
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

/** The text of a module in which each part is replaced. */
function withParts(path, parts) {
  const text = parts.reduce(
    (rest, [part, other]) => {
      if (!rest.includes(part)) throw new Error(`typebox: ${path} no longer has "${part}".`);
      return rest.replace(part, () => other);
    },
    readFileSync(path, "utf8"),
  );
  return text + UNMAPPED;
}
