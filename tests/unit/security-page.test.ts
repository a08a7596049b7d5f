// What docs/security.md says of routes and tests, compared with the source.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OWN_ROUTES } from "../../src/loader/check-routes.ts";
import { ownRoutes } from "./own-routes.ts";

const page = readFileSync("docs/security.md", "utf8");

/** The rows of the table under a heading, without its header. */
function rowsUnder(heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("each threat", () => {
  const rows = rowsUnder("Threats");

  it("is in a table of three full columns", () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.length !== 3 || row.includes(""))).toEqual([]);
  });

  it.each(rows)("%s", (_threat, _defence, tests = "") => {
    const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(files.join(", ")).toBe(tests.replaceAll("`", ""));
    for (const file of files) expect(file).toMatch(/^tests\/.*(\.test|validate-rows)\.ts$/);
  });
});

describe("the routes of Pocketbundle", () => {
  it("are those that the page lists", () => {
    const listed = rowsUnder("What each route trusts").flatMap(([route = ""]) => {
      const [, path = ""] = /(\/\S+)`$/.exec(route) ?? [];
      return [...route.matchAll(/[A-Z]+(?=[` ])/g)].map(([method]) => `${method} ${path}`);
    });
    const shown = ownRoutes.map((route) =>
      route
        .replace("/receive/stripe", "/receive/<name>")
        .replace(/(\/feedback)\/\w+/, "$1/<service>"),
    );
    expect(listed.sort()).toEqual([...new Set(shown)].sort());
  });

  it("with a parameter are those that a user's path is compared with", () => {
    expect([...OWN_ROUTES].sort()).toEqual(ownRoutes.filter((route) => route.includes("{")).sort());
  });

  it("are all that the source names", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("loader"))
      .map((file) => readFileSync(join("src", file), "utf8"));
    const named = sources.flatMap((text) => text.match(/(?<=["`])\/api\/bundle\/[\w/-]+/g) ?? []);
    expect(named.length).toBeGreaterThan(4);
    for (const path of named) expect(page).toContain(path.replace(/\/$/, ""));
  });
});

it("what a request proves is compared in constant time, wherever a signature is made", () => {
  const makes = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => readFileSync(join("src", file), "utf8").includes("$security.hs256("));
  // It signs requests to SES, and reads no signature.
  const reads = makes.filter((file) => !file.endsWith("signature-v4.ts"));
  expect(reads.length).toBeGreaterThan(2);
  for (const file of [...reads, "extensions/mail/feedback/basic-auth.ts"])
    expect([file, readFileSync(join("src", file), "utf8")]).toEqual([
      file,
      expect.stringContaining("$security.equal("),
    ]);
});
