// Every change of the public types shows in review: the built file is compared with the one that is
// checked in.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const [banner, ...lines] = readFileSync("pb_hooks/pocketbundle.d.ts", "utf8").split("\n");

it("the public types are those of pocketbundle.d.ts.snap", async () => {
  await expect(
    lines.join("\n"),
    "The public types have changed. If that is meant, write the snapshot anew with `npm run build && npx vitest run tests/types/surface -u`, and commit it.",
  ).toMatchFileSnapshot("pocketbundle.d.ts.snap");
});

it("the file begins with the banner, and no other comment is of the repository's own", () => {
  expect(banner).toMatch(/^\/\/ pocketbundle \S+ \(MIT\)\. Built file: do not edit\.$/);
  expect(lines.filter((line) => /^\s*\/\/|biome-ignore|\bsrc\/|\.ts"/.test(line))).toEqual([]);
});

it("what the built JavaScript exports is declared", () => {
  expect(lines).toContain("export declare const defineExtension: DefineExtension;");
});
