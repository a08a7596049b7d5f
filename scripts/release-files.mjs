// Makes the files that a release on GitHub offers: node scripts/release-files.mjs [--out <folder>]
// The same sources give the same bytes, on every machine and at every time.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { zipSync } from "fflate";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: { out: { type: "string", default: join(root, "dist/release") } },
});
const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const STARTER = join(root, "pb_hooks");
const BUILT = ["pocketbundle.pb.js", "pocketbundle.d.ts"];
/** A zip stores local time without its zone, so this date has the same bytes everywhere. */
const LONG_AGO = new Date(1980, 0, 1);

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((path) => statSync(path).isFile())
    .sort();

/** Reads a built file of this version. An older file must not be released under a new name. */
function built(file) {
  const path = join(STARTER, file);
  const text = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const banner = `// ${name} ${version} `;
  if (text.subarray(0, banner.length).toString() === banner) return text;
  throw new Error(
    `pb_hooks/${file} does not begin with "${banner}", so it is not built from these sources. Run "npm run build".`,
  );
}

/** The folder `pb_hooks` as a user drops it in, with the built files. */
function starter() {
  const entries = filesIn(STARTER).map((path) => [
    relative(root, path).split(sep).join("/"),
    readFileSync(path),
  ]);
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: LONG_AGO });
}

/** Text that `sha256sum --check` reads. */
const sums = (files) =>
  files
    .map(([file, bytes]) => `${createHash("sha256").update(bytes).digest("hex")}  ${file}\n`)
    .join("");

const files = [...BUILT.map((file) => [file, built(file)]), [`${name}-starter.zip`, starter()]];
mkdirSync(values.out, { recursive: true });
for (const [file, bytes] of [...files, ["SHA256SUMS", sums(files)]]) {
  writeFileSync(join(values.out, file), bytes);
}
console.log(`Made ${files.length + 1} files of ${name} ${version} in ${values.out}.`);
