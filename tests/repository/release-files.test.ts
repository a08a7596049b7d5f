import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { folder, node, run } from "./folder.ts";

const SCRIPT = "scripts/release-files.mjs";
const NAMES = ["SHA256SUMS", "pocketbundle-starter.zip", "pocketbundle.d.ts", "pocketbundle.pb.js"];

/** Makes the files of a release; gives their bytes by name. */
function release(env: Record<string, string> = {}) {
  const out = folder();
  expect(node([SCRIPT, "--out", out], { env })).toMatchObject({ code: 0 });
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]));
}

describe("the files of a release", () => {
  it("are the two built files, the starter folder and their sums", () => {
    const files = release();
    expect(Object.keys(files).sort()).toEqual(NAMES);
    for (const name of ["pocketbundle.pb.js", "pocketbundle.d.ts"]) {
      expect(files[name]?.equals(readFileSync(join("pb_hooks", name)))).toBe(true);
    }
    const sums = String(files.SHA256SUMS).trimEnd().split("\n");
    const expected = ["pocketbundle.pb.js", "pocketbundle.d.ts", "pocketbundle-starter.zip"].map(
      (name) =>
        `${createHash("sha256")
          .update(files[name] ?? "")
          .digest("hex")}  ${name}`,
    );
    expect(sums).toEqual(expected);
  });

  it("have all that git keeps of pb_hooks in the zip, and the built files beside it", () => {
    const zip = unzipSync(release()["pocketbundle-starter.zip"] ?? new Uint8Array());
    const tracked = run("git", ["ls-files", "pb_hooks"]).output.trim().split("\n");
    expect(tracked).toContain("pb_hooks/pocketbundle.config.js");
    const built = ["pb_hooks/pocketbundle.d.ts", "pb_hooks/pocketbundle.pb.js"];
    expect(Object.keys(zip).sort()).toEqual([...tracked, ...built].sort());
    for (const [path, bytes] of Object.entries(zip)) {
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
  });

  it("have the same bytes in every time zone", () => {
    expect(release({ TZ: "Pacific/Kiritimati" })).toEqual(release({ TZ: "America/Lima" }));
  });

  it.each([
    ["missing", undefined],
    ["of another version", "// pocketbundle 0.0.9 (MIT). Built file: do not edit.\n"],
  ])("are not made from a built file that is %s", (_, text) => {
    const copy = folder();
    for (const path of ["scripts", "package.json"]) {
      cpSync(path, join(copy, path), { recursive: true });
    }
    symlinkSync(join(process.cwd(), "node_modules"), join(copy, "node_modules"));
    mkdirSync(join(copy, "pb_hooks"));
    if (text) writeFileSync(join(copy, "pb_hooks/pocketbundle.pb.js"), text);
    const { code, output } = node([SCRIPT], { cwd: copy });
    expect(code).toBe(1);
    expect(output).toMatch(/pb_hooks\/pocketbundle\.pb\.js does not begin with .*npm run build/);
    expect(readdirSync(copy)).not.toContain("dist");
  });
});
