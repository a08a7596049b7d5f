// Who may import whom. docs/architecture.md says why.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";

const BELOW = ["pocketbase", "lib", "contract"];
const MAY_IMPORT: Record<string, string[]> = {
  "src/contract": [],
  "src/lib": ["contract"],
  "src/pocketbase": ["lib", "contract"],
  "src/kernel": [...BELOW, "config.ts"],
  "src/work": ["kernel", ...BELOW],
  "src/loader": ["kernel", "work", ...BELOW, "config.ts"],
  "src/extensions": ["kernel", "work", ...BELOW],
};

const sources = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));

/** Imports of values and of types, and those by lazy(). */
const imports = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)].map(([, path]) =>
    normalize(join(dirname(file), path ?? "")),
  );

/** `src/kernel`, and `src/extensions/mail`, since extensions never import each other. */
const roomOf = (path: string) => path.split("/").slice(0, path.includes("/extensions/") ? 3 : 2);

function strangers(file: string): string[] {
  const [src = "", folder = "", ...own] = roomOf(file);
  const allowed = MAY_IMPORT[`${src}/${folder}`] ?? [];
  return imports(file).filter((path) => {
    const [, target = "", ...other] = roomOf(path);
    if (target === folder) return own.join() !== other.join();
    return !path.startsWith("src/") || !allowed.includes(target);
  });
}

const FILES = Object.keys(MAY_IMPORT).flatMap(sources);

it("inside PocketBase, folders import only those below them", () => {
  const wrong = FILES.flatMap((file) => strangers(file).map((path) => `${file} → ${path}`));
  expect(FILES.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

it("what runs in Node.js imports nothing that runs inside PocketBase", () => {
  const wrong = sources("kit").filter((file) => imports(file).some((one) => one.startsWith("src")));
  expect(wrong).toEqual([]);
});
