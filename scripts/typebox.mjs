// How typebox comes into the bundle: without what no schema can ask for, and with what goja has not or is slow at.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Keywords of earlier drafts, formats that need Unicode's tables (inspect.ts refuses both), and the host name, which has
 * a check of our own.
 */
const UNASKED =
  /\/typebox\/build\/(?:schema\/engine\/(?:additionalItems|dependencies|recursiveRef)|format\/(?:idn_\w+|iri\w*|hostname))\.mjs$/;

/** For esbuild. */
export const typebox = {
  name: "typebox",
  setup(bundler) {
    bundler.initialOptions.inject = ["src/lib/json-schema/url.ts"];
    bundler.onLoad({ filter: UNASKED }, ({ path }) => {
      const names = readFileSync(path, "utf8").matchAll(/^export function (\w+)/gm);
      const contents = [...names]
        .map(([, name]) => `export const ${name} = () => "true";`)
        .join("");
      return { contents };
    });
    bundler.onLoad({ filter: /\/typebox\/build\/system\/hashing\/hash\.mjs$/ }, () => ({
      contents: 'export { Hash } from "./src/lib/json-schema/hash.ts";',
      resolveDir: root,
    }));
  },
};
