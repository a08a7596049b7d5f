import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

function folder() {
  const path = mkdtempSync(join(tmpdir(), "pocketbundle-build-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
const build = (out: string) => execFileSync(process.execPath, ["build.mjs", "--out", out]);
/**
 * The types of browsers and Node.js are left out, because TypeScript takes longer to read them than
 * all the rest.
 */
const ALONE = ["--noEmit", "--strict", "--ignoreConfig", "--lib", "es2023", "--types", ""];
const tsc = (...args: string[]) => {
  const cli = join("node_modules", "typescript", "bin", "tsc");
  try {
    execFileSync(process.execPath, [cli, ...ALONE, ...args]);
    return "";
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
};

describe("the build", () => {
  it("gives the same bytes for the same sources, wherever it writes", () => {
    const out = folder();
    build(out);
    for (const file of ["pocketbundle.pb.js", "pocketbundle.d.ts"]) {
      expect(readFileSync(join(out, file))).toEqual(readFileSync(join("pb_hooks", file)));
    }
  });

  it("names itself, its version and licence, and no path of this machine", () => {
    const text = readFileSync("pb_hooks/pocketbundle.pb.js", "utf8");
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(text.split("\n", 1)[0]).toBe(
      `// pocketbundle ${version} (MIT). Built file: do not edit.`,
    );
    const map = Buffer.from(text.split("base64,").at(-1) ?? "", "base64").toString();
    const sources = JSON.parse(map).sections.flatMap(
      ({ map }: { map: { sources: string[] } }) => map.sources,
    );
    expect(sources).toContain("../src/main.ts");
    expect(text + map).not.toContain(process.cwd());
  });
});

describe("pocketbundle.d.ts", () => {
  it("stands alone, without PocketBase's types", () => {
    expect(tsc("pb_hooks/pocketbundle.d.ts")).toBe("");
  });
});
