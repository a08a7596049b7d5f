// The lines that make a folder under src/extensions a part of the bundle.

/**
 * Puts `added` behind the last place of `text` that matches. Without such a place the file has
 * changed its form, and this throws instead of guessing.
 */
function afterLast(text, pattern, added, file) {
  const last = [...text.matchAll(pattern)].at(-1);
  if (!last) {
    throw new Error(
      `${file} has no line like ${pattern}, after which the extension belongs. Nothing was made: adjust scripts/new/edits.mjs.`,
    );
  }
  const end = last.index + last[0].length;
  return text.slice(0, end) + added + text.slice(end);
}

/** The table of the built-in extensions, in the order they run. */
const table = (text, { name, key }, file) =>
  afterLast(
    text,
    /^ {2}\w+: \{\n {4}make: [^}]*\n {4}shape: [^}]*\n {2}\},\n/gm,
    `  ${key}: {
    make: (options) => lazy(import("./extensions/${name}/index.ts")).${key}(options),
    shape: () => lazy(import("./extensions/${name}/shape.ts")).${key}Shape,
  },
`,
    file,
  );

/** The type of the whole config, and the public types. */
function config(text, { name, key, type }, file) {
  const options = `"./extensions/${name}/options.ts";\n`;
  const edits = [
    [/^import type .*;\n/gm, `import type { ${type}Options } from ${options}`],
    [/^export type \* from "\.\/extensions\/.*;\n/gm, `export type * from ${options}`],
    [/^ {2}\w+\?: \w+Options;\n/gm, `  /** See docs/${name}.md. */\n  ${key}?: ${type}Options;\n`],
  ];
  return edits.reduce((edited, [place, added]) => afterLast(edited, place, added, file), text);
}

export const EDITS = [
  { file: "src/main.ts", edit: table },
  { file: "src/config.ts", edit: config },
];
