// Makes a page that the bundle serves smaller: its style, its script, and the white space at the
// ends of its lines.
import { readFileSync } from "node:fs";
import { transform } from "esbuild";

const PART = /(<(style|script)>)([\s\S]*?)(<\/\2>)/g;

async function smaller(html) {
  const parts = [...html.matchAll(PART)];
  const texts = await Promise.all(
    parts.map(([, , tag, text]) =>
      transform(text, { loader: tag === "style" ? "css" : "js", minify: true, charset: "utf8" }),
    ),
  );
  return html
    .replace(PART, (_, open, __, ___, close) => `${open}${texts.shift().code.trim()}${close}`)
    .replace(/\s*\n\s*/g, "\n");
}

/** A plugin for esbuild: a page is imported as its text. */
export const pages = {
  name: "pages",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.html$/ }, async ({ path }) => ({
      contents: await smaller(readFileSync(path, "utf8")),
      loader: "text",
    })),
};
