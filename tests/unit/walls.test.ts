// Who may import whom. docs/architecture.md says why.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";

const BELOW = ["pocketbase", "lib", "contract"];
const MAY_IMPORT: Record<string, string[]> = {
  "src/contract": [],
  "src/lib": ["contract"],
  "src/pocketbase": ["lib", "contract"],
  "src/kernel": BELOW,
  "src/work": ["kernel", ...BELOW],
  "src/loader": ["kernel", "work", ...BELOW],
  "src/extensions": ["kernel", "work", ...BELOW],
};

/** The files that may import values from packages, which are large. Most others run per event. */
const MAY_IMPORT_PACKAGES = [
  /\/([\w-]+-)?shape[\w-]*\.ts$/,
  /^src\/lib\/json-schema\//,
  /^src\/loader\/check-config\.ts$/,
  /^src\/lib\/idn\.ts$/,
  /^src\/extensions\/mail\/templates\/(flatten|render)\.ts$/,
];

const sources = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));

const IMPORT =
  /(?<type>(?:import|export) type\b[^;]*?|typeof |\b)(?:from |import ?\(?)"(?<from>[@\w.][^"\s]*)"/g;

/** Imports of values and of types, and those by lazy(), with paths from the project's folder. */
const imports = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(IMPORT)].map(
    ({ groups: { type = "", from = "" } = {} }) => {
      const isPackage = !from.startsWith(".");
      const path = isPackage ? from : normalize(join(dirname(file), from));
      return { path, isPackage, isType: type !== "" };
    },
  );

/** `src/kernel`, and `src/extensions/mail`, since extensions never import each other. */
const roomOf = (path: string) => path.split("/").slice(0, path.includes("/extensions/") ? 3 : 2);

function isStranger(file: string, path: string): boolean {
  const [src = "", folder = "", ...own] = roomOf(file);
  const [, target = "", ...other] = roomOf(path);
  if (target === folder) return own.join() !== other.join();
  return !path.startsWith("src/") || !MAY_IMPORT[`${src}/${folder}`]?.includes(target);
}

type Import = ReturnType<typeof imports>[number];
const importsThat = (files: string[], isWrong: (one: Import, file: string) => boolean) =>
  files.flatMap((file) =>
    imports(file).flatMap((one) => (isWrong(one, file) ? `${file} → ${one.path}` : [])),
  );

it("inside PocketBase, folders import only those below them", () => {
  const files = Object.keys(MAY_IMPORT).flatMap(sources);
  const wrong = importsThat(
    files,
    ({ path, isPackage }, file) => !isPackage && isStranger(file, path),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

it("inside PocketBase, only a few files import values from packages", () => {
  const values = importsThat(sources("src"), ({ isPackage, isType }) => isPackage && !isType);
  const mayImport = (one: string) => MAY_IMPORT_PACKAGES.some((file) => file.test(one));
  expect(values.length).toBeGreaterThan(10);
  expect(values.filter((one) => !mayImport(one.split(" ")[0] ?? ""))).toEqual([]);
});

it("what runs in Node.js imports types of the contract, and nothing else of src", () => {
  const isContract = ({ path, isType }: Import) => isType && path.startsWith("src/contract/");
  const wrong = importsThat(
    sources("kit"),
    (one) => one.path.startsWith("src/") && !isContract(one),
  );
  expect(wrong).toEqual([]);
});
