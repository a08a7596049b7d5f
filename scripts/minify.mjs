// The second minifier, after esbuild's. It folds constants and joins statements that esbuild
// leaves, and comes with the bundler of the public types.
import remapping from "@jridgewell/remapping";
import { minifySync } from "rolldown/experimental";

/** Makes a chunk about a hundredth smaller, and adapts its source map. */
export function minified(file, text, map) {
  const {
    code,
    map: toText,
    errors,
  } = minifySync(file, text, {
    module: true,
    sourcemap: true,
    compress: { target: "es2022" },
  });
  if (errors.length > 0) throw new Error(`minify: ${file}: ${errors[0].message}`);
  // The root is put back afterwards, or it would be joined with each source's path.
  const { sourceRoot, ...fromSources } = JSON.parse(map);
  const composed = remapping({ ...toText, sources: [file] }, (source) =>
    source === file ? fromSources : null,
  );
  return { text: code, map: JSON.stringify({ ...composed, sourceRoot }) };
}
