import { describe, expect, it } from "vitest";
import { createIndex, parseIndex } from "../../src/lib/create-index.ts";

const column = (name: string, collation = "binary") => ({ name, collation });

describe("a CREATE INDEX", () => {
  it.each([
    ["CREATE INDEX `a` ON `t` (`Slug`)", [column("slug")]],
    [
      'create unique index "a" on [t] ("slug" collate nocase desc,[shop])',
      [column("slug", "nocase"), column("shop")],
    ],
    [
      "CREATE INDEX IF NOT EXISTS a ON t (\n  slug ASC,\n  shop COLLATE `RTRIM`\n)",
      [column("slug"), column("shop", "rtrim")],
    ],
    ["CREATE INDEX main.a ON t(slug)", [column("slug")]],
    ["CREATE INDEX a ON t (coalesce(slug, ','), shop)", [column(""), column("shop")]],
    ["CREATE INDEX a ON t (slug || ')', json_extract(x, '$.a,b'))", [column(""), column("")]],
  ])("%s", (sql, columns) => {
    expect(parseIndex(sql)).toMatchObject({ name: "a", columns, isPartial: false });
    expect(parseIndex(sql)?.isUnique).toBe(/unique/i.test(sql));
  });

  it.each([
    ["WHERE `slug` != ''", "slug"],
    ["where Slug <> '' ", "slug"],
    ["WHERE slug != 'a'", undefined],
    ["WHERE slug != '' AND shop = 1", undefined],
    ["WHERE (slug != '')", undefined],
  ])("may leave rows out: %s", (where, filled) => {
    const sql = `CREATE INDEX a ON t (slug) ${where}`;
    expect(parseIndex(sql)).toMatchObject({ isPartial: true, filled, columns: [column("slug")] });
  });

  it.each(["", "DROP INDEX a", "CREATE TABLE t (a)", "CREATE INDEX a ON t"])(
    "is not: %j",
    (sql) => {
      expect(parseIndex(sql)).toBeUndefined();
    },
  );

  it("is read as it was made", () => {
    const columns = [column("slug", "nocase"), column("shop")];
    const sql = createIndex("a", "t", columns);
    expect(sql).toBe("CREATE INDEX `a` ON `t` (`slug` COLLATE NOCASE, `shop`)");
    expect(parseIndex(sql)?.columns).toEqual(columns);
  });
});
