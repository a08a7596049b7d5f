// What the pages say of each other, and of the figures.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const ROOT = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "pb_hooks/README.md"];
const DOCS = readdirSync("docs").filter((file) => file.endsWith(".md"));
const PAGES = [...ROOT, ...DOCS.map((file) => `docs/${file}`)];

/** The text without blocks of code, in which a `#` is no heading. */
const prose = (file: string) => read(file).replace(/^```[\s\S]*?^```/gm, "");

/** The anchors that GitHub makes of the headings. */
const anchors = (file: string) =>
  [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** The links of a page to files of the repository, with the anchor. */
const linksOf = (page: string) =>
  [...prose(page).matchAll(/\]\(([^)\s]*)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

describe.each(PAGES)("%s", (page) => {
  it("has links that lead somewhere", () => {
    const broken = linksOf(page).filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(page, "..", path));
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchors(file).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe("docs/README.md", () => {
  it("orders all pages, each once", () => {
    const listed = linksOf("docs/README.md").filter((target) => !target.startsWith(".."));
    expect([...listed, "README.md"].sort()).toEqual([...DOCS].sort());
    const numbers = [...read("docs/README.md").matchAll(/^(\d+)\. /gm)].map(([, n]) => Number(n));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

describe("docs/comparison.md", () => {
  const cells = (line: string) => line.split("|").map((cell) => cell.trim());
  const rowsAfter = (text: string, header: RegExp) => {
    const table = text.slice(text.search(header)).split("\n\n")[0] ?? "";
    return table.split("\n").slice(2).map(cells);
  };
  const performance = read("docs/performance.md");
  const page = read("docs/comparison.md");

  it("has the ratios of docs/performance.md", () => {
    const measured = rowsAfter(performance, /^\| creates\/s, pool 15, /m);
    const ratio = (variant: string, clients: string) =>
      measured.find(([, name, count]) => name === variant && count === clients)?.[4]?.split(" ")[0];
    const rows = rowsAfter(page, /^\| × bare PocketBase /m);
    expect(rows.length).toBe(4);
    for (const [, variant = "", ...ratios] of rows) {
      const expected = ["1", "8", "32", "64"].map((clients) => ratio(variant, clients));
      expect([variant, ...ratios.slice(0, 4)]).toEqual([variant, ...expected]);
    }
  });

  it("has the memory of docs/performance.md", () => {
    const measured = rowsAfter(performance, /^\| the server's resident memory /m);
    const megabytes = (name: string) => measured.find(([, row]) => row === name)?.[2];
    expect(page).toContain(`is ${megabytes("the bundle and the demo's config, pool 15")} MB with`);
    expect(page).toContain(`and ${megabytes("an empty module, pool 15")} MB without`);
  });
});
