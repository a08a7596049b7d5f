import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, node, run } from "./folder.ts";

const SCRIPT = "scripts/changelog.mjs";
const HEAD = "# Changelog\n\nWhat changes.\n\n";
const RELEASED = "## 0.1.0 - 2026-01-02\n\n### Added\n\n- The first version.\n";
const today = () => new Date().toISOString().slice(0, 10);

/** A folder with this changelog, in which the script runs. */
function project(changelog: string) {
  const path = folder();
  cpSync("scripts", join(path, "scripts"), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(path, "node_modules"));
  writeFileSync(join(path, "CHANGELOG.md"), changelog);
  return {
    path,
    run: (...args: string[]) => node([SCRIPT, ...args], { cwd: path }),
    text: () => readFileSync(join(path, "CHANGELOG.md"), "utf8"),
  };
}

describe("CHANGELOG.md", () => {
  it("follows Keep a Changelog", () => {
    expect(node([SCRIPT, "check"])).toEqual({ code: 0, output: "" });
  });

  it.each([
    ["no unreleased part", `${HEAD}${RELEASED}`, 'no section "## Unreleased"'],
    [
      "another section",
      `${HEAD}## Unreleased\n\n### News\n\n- A.\n\n${RELEASED}`,
      "Invalid change type",
    ],
    ["text outside of sections", `${HEAD}## Unreleased\n\n### Added\n\nA.\n`, "Unexpected content"],
    [
      "sections in another order",
      `${HEAD}## Unreleased\n\n### Fixed\n\n- A.\n\n### Added\n\n- B.\n`,
      "in the order Added, Changed",
    ],
    ["a version without a date", `${HEAD}## Unreleased\n\n## 0.2.0\n\n${RELEASED}`, "Syntax error"],
  ])("is refused with %s", (_, text, message) => {
    const { code, output } = project(text).run("check");
    expect(code).toBe(1);
    expect(output).toContain(message);
  });
});

describe("a release", () => {
  const UNRELEASED = "### Fixed\n\n- A fault\n  in two lines.\n";

  it("names and dates the unreleased part, and begins a new one", () => {
    const changes = project(`${HEAD}## Unreleased\n\n${UNRELEASED}\n${RELEASED}`);
    expect(changes.run("release", "0.2.0")).toEqual({ code: 0, output: "" });
    expect(changes.text()).toBe(
      `${HEAD}## Unreleased\n\n## 0.2.0 - ${today()}\n\n${UNRELEASED}\n${RELEASED}`,
    );
    expect(changes.run("check").code).toBe(0);
    expect(changes.run("notes", "v0.2.0").output.trim()).toBe(UNRELEASED.trim());
  });

  it.each([
    ["a version that is there", `${UNRELEASED}\n`, "0.1.0", "has a version 0.1.0 already"],
    ["nothing to release", "", "0.2.0", 'says nothing under "Unreleased"'],
  ])("of %s is refused, and changes nothing", (_, part, version, message) => {
    const text = `${HEAD}## Unreleased\n\n${part}${RELEASED}`;
    const changes = project(text);
    const { code, output } = changes.run("release", version);
    expect(code).toBe(1);
    expect(output).toContain(message);
    expect(changes.text()).toBe(text);
  });

  it("is made by npm version, in its commit", () => {
    const changes = project(`${HEAD}## Unreleased\n\n${UNRELEASED}`);
    const { version, scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const own = { name: "x", type: "module", version, scripts: { version: scripts.version } };
    writeFileSync(join(changes.path, "package.json"), JSON.stringify(own));
    writeFileSync(join(changes.path, ".gitignore"), "node_modules\n");
    const cwd = changes.path;
    const git = (...args: string[]) =>
      run("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", ...args], { cwd });
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message=first");
    const env = Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "x"],
        [`GIT_${who}_EMAIL`, "x@example.com"],
      ]),
    );
    expect(run("npm", ["version", "7.0.0"], { cwd, env })).toMatchObject({ code: 0 });
    expect(git("show", "HEAD:CHANGELOG.md").output).toContain(`## 7.0.0 - ${today()}\n`);
    expect(git("tag").output.trim()).toBe("v7.0.0");
    expect(git("status", "--short").output).toBe("");
  });

  it("has no notes for a version that is not there", () => {
    const { code, output } = project(`${HEAD}## Unreleased\n`).run("notes", "v9.9.9");
    expect(code).toBe(1);
    expect(output).toContain('no version "v9.9.9"');
  });
});
