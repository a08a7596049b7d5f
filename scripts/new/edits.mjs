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

/** The type of the whole config. */
function config(text, { name, key, type }, file) {
  const imported = afterLast(
    text,
    /^import type .*;\n/gm,
    `import type { ${type}Options } from "./extensions/${name}/options.ts";\n`,
    file,
  );
  return afterLast(
    imported,
    /^ {2}\w+\?: (?!Jobs)\w+Options;\n/gm,
    `  /** See docs/${name}.md. */\n  ${key}?: ${type}Options;\n`,
    file,
  );
}

/** The files that pocketbundle.d.ts is made of. */
const publicTypes = (text, { name }, file) =>
  afterLast(
    text,
    /^ {2}"src\/extensions\/[\w-]+\/options\.ts",\n/gm,
    `  "src/extensions/${name}/options.ts",\n`,
    file,
  );

export const EDITS = [
  { file: "src/main.ts", edit: table },
  { file: "src/config.ts", edit: config },
  { file: "build.mjs", edit: publicTypes },
];
