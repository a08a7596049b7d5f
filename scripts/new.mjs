// npm run new -- extension <name>
// Makes the files of a built-in extension, and the lines that make it a part of the bundle.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EDITS } from "./new/edits.mjs";
import { namesOf } from "./new/names.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const TEMPLATES = join(root, "scripts/templates/extension");
const read = (path) => readFileSync(path, "utf8");

/** The files to make, each from its template. */
const filesOf = (name) => ({
  [`src/extensions/${name}/index.ts`]: "index.ts.txt",
  [`src/extensions/${name}/options.ts`]: "options.ts.txt",
  [`src/extensions/${name}/shape.ts`]: "shape.ts.txt",
  [`tests/unit/${name}.test.ts`]: "test.ts.txt",
  [`docs/${name}.md`]: "page.md.txt",
});

/** Returns all texts to write, by path. Nothing is written before all of them are known. */
function plan(names) {
  const made = Object.entries(filesOf(names.name)).map(([file, template]) => {
    if (existsSync(join(root, file))) {
      throw new Error(`${file} exists already. Choose another name, or remove the file.`);
    }
    const text = read(join(TEMPLATES, template));
    return [file, text.replace(/__(name|key|type)__/g, (_, part) => names[part])];
  });
  const edited = EDITS.map(({ file, edit }) => [file, edit(read(join(root, file)), names, file)]);
  return [...made, ...edited];
}

function write(files) {
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** Formats the files, because a long name makes long lines. */
function format(files) {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const sources = files.map(([file]) => file).filter((file) => !file.endsWith(".md"));
  const { status, stderr } = spawnSync(process.execPath, [biome, "check", "--write", ...sources], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The files are made, but biome does not take them:\n${stderr}`);
}

try {
  const [kind, name = "", ...rest] = process.argv.slice(2);
  if (kind !== "extension" || rest.length > 0) {
    throw new Error("Expected: npm run new -- extension <name>");
  }
  const files = plan(namesOf(name, root));
  write(files);
  format(files);
  console.log(`Made the extension "${name}":\n${files.map(([file]) => `  ${file}`).join("\n")}`);
  console.log(`Try it: npm run build && npx vitest run tests/unit/${name}.test.ts`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
