// The indexes that `unique` and `limit` need: made where they are missing, and used by every query.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { failure, serve, serveAll } from "./bundle.ts";
import { PROBE, sql } from "./work.ts";

const collection = (name: string, fields: string, indexes: string[] = []) => ({
  [`1_${name}.js`]: `migrate((app) => app.save(new Collection({ type: "base", name: "${name}",
    listRule: "", createRule: "", updateRule: "", indexes: ${JSON.stringify(indexes)},
    fields: [${fields}] })))`,
});
const FIELDS = `{ type: "text", name: "slug" }, { type: "text", name: "shop" }, { type: "text", name: "owner" },
  { type: "number", name: "rank" }, { type: "date", name: "born" }, { type: "bool", name: "archived" }`;
const slugs = (unique: string, more = "") =>
  `module.exports = { validate: { items: { fields: { slug: { unique: ${unique} } }, ${more} } } };`;
const configure = async (server: Server, config: string) => {
  writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), config);
  await server.restart();
};
const indexesOf = async (server: Server, name = "items"): Promise<string[]> =>
  (await server.pb.collections.getOne(name)).indexes;
/** Collections that were there before the rules. */
const serveOld = async (config: string, ...definitions: Parameters<typeof collection>[]) => {
  const migrations = Object.assign({}, ...definitions.map((one) => collection(...one)));
  const server = await serve({ config: "module.exports = {};", migrations });
  await configure(server, config);
  return server;
};
/** The indexes of the collections t0, t1 …, each with an index and a rule of its own. */
async function indexesBeside(cases: [unique: string, index: string][]): Promise<string[][]> {
  const rules = cases.map(([unique], i) => `t${i}: { fields: { slug: { unique: ${unique} } } }`);
  const server = await serveOld(
    `module.exports = { validate: { ${rules.join()} } };`,
    ...cases.map(([, index], i): [string, string, string[]] => [`t${i}`, FIELDS, [index]]),
  );
  return Promise.all(cases.map((_, i) => indexesOf(server, `t${i}`)));
}
/** What a PATCH of the collection with other fields answers. */
const changeFields = async (
  server: Server,
  change: (field: { name: string }) => { name: string }[],
) => {
  const { fields } = await server.pb.collections.getOne("items");
  return server.pb.collections.update("items", { fields: fields.flatMap(change) });
};

it("each query of a rule is a search in an index", async () => {
  const config = `module.exports = {
    validate: { items: {
      fields: {
        slug: { unique: { caseInsensitive: true, within: ["shop"] } },
        owner: { unique: { within: ["slug"] } },
        rank: { unique: { within: ["archived", "born"] } },
        friend: { exists: "archived = false" },
      },
      limit: [
        { max: 3, per: ["owner"] },
        { max: 4, per: ["shop", "rank"], where: "archived = false && slug != 'x'" },
        { max: 5, where: "shop = 'a'" },
        { max: 60 },
      ],
    } },
    extensions: [{ name: "explain", routes: [{ method: "POST", path: "/explain", auth: "superusers",
      handler: (ctx) => {
        const found = arrayOf(new DynamicModel({ detail: "" }));
        ctx.app.db().newQuery("EXPLAIN QUERY PLAN " + ctx.body.sql).all(found);
        return { plan: found.map((row) => row.detail) };
      } }] }],
  };`;
  const server = await serve({
    config,
    args: ["--hooksWatch=false", "--dev"],
    hooks: PROBE,
    migrations: {
      ...collection("items", FIELDS),
      "2_friend.js": `migrate((app) => {
        const items = app.findCollectionByNameOrId("items");
        items.fields.add(new RelationField({ name: "friend", collectionId: items.id, maxSelect: 1 }));
        app.save(items);
      })`,
    },
  });
  const items = server.client().collection("items");
  const { id: friend } = await items.create({ slug: "S", shop: "a", owner: "o", rank: 1 });
  const from = server.log().length;
  const values = { shop: "a", owner: "o", rank: 1, born: "2024-01-01 00:00:00.000Z", friend };
  const { id } = await items.create({ ...values, slug: "T" });
  await items.update(id, { slug: "U", shop: "back\\slash", archived: true });
  const log = server.log().slice(from);
  const asked = [...log.matchAll(/SELECT .* FROM `items`.*/g)].map(([sql]) => sql);
  expect(asked.filter((sql) => sql.includes("OFFSET 4")).length).toBeGreaterThan(0);
  expect(asked.filter((sql) => sql.includes(friend)).length).toBeGreaterThan(0);
  const triggers = (await sql(
    server,
    "SELECT sql AS v FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'pocketbundle!_rule!_%' ESCAPE '!'",
  )) as string[];
  const kept = triggers.flatMap((sql) => [
    ...sql.matchAll(/\(SELECT 1 FROM "items".*? LIMIT \d+\)/g),
  ]);
  // A limit of the whole collection counts its `max` records at most.
  const inTriggers = kept
    .map(([sql]) => sql.slice(1, -1).replace(/(NEW|OLD)\."\w+"/g, "'x'"))
    .filter((sql) => !sql.includes("WHERE true"));
  expect(inTriggers).toHaveLength(10);
  for (const sql of [...asked, ...inTriggers]) {
    const { plan } = await server.pb.send("/explain", { method: "POST", body: { sql } });
    const reads = plan.filter((detail: string) => /^(SCAN|SEARCH)/.test(detail));
    expect(reads.length, sql).toBeGreaterThan(0);
    for (const detail of reads) {
      expect(detail, sql).toMatch(/^SEARCH .* USING ((COVERING )?INDEX|INTEGER PRIMARY KEY)/);
    }
  }
  // A comparison with a low selectivity is not all that is looked up.
  const unique = inTriggers.find((sql) => sql.includes("NOCASE")) as string;
  const { plan } = await server.pb.send("/explain", { method: "POST", body: { sql: unique } });
  expect(plan.join()).toMatch(/idx_bundle_slug_nocase_shop_\w+ \(slug=\? AND shop=\?\)/);
});

describe("a start", () => {
  it("makes what is missing, once, and says so", async () => {
    const server = await serveOld(
      slugs("{ caseInsensitive: true, within: ['shop'] }", "limit: { max: 2, per: ['owner'] }"),
      ["items", FIELDS],
    );
    const { id } = await server.pb.collections.getOne("items");
    const again = await server.pb.collections.update("items", { listRule: "" });
    expect(again.indexes).toHaveLength(2);
    const made = [
      `CREATE INDEX \`idx_bundle_slug_nocase_shop_${id}\` ON \`items\` (\`slug\` COLLATE NOCASE, \`shop\`)`,
      `CREATE INDEX \`idx_bundle_owner_${id}\` ON \`items\` (\`owner\`)`,
    ];
    expect(await indexesOf(server)).toEqual(made);
    const { updated } = await server.pb.collections.getOne("items");
    for (const sql of made) expect(server.log()).toContain(sql);
    await server.restart();
    expect((await server.pb.collections.getOne("items")).updated).toBe(updated);
    expect(server.log()).not.toContain("CREATE INDEX");
  });

  it("makes none where an index serves, whatever its name", async () => {
    const indexes = await indexesBeside([
      ["true", "CREATE INDEX `a0` ON `t0` (`slug` DESC, `shop`)"],
      ["{ within: ['shop'] }", 'CREATE INDEX a1 ON t1 ("shop", [slug])'],
      ["{ within: ['shop'] }", "CREATE UNIQUE INDEX `a2` ON `t2` (`slug`)"],
      ["true", "CREATE INDEX `a3` ON `t3` (`slug`) WHERE `slug` != ''"],
      ["{ caseInsensitive: true }", "create index a4 on t4 (slug collate nocase)"],
    ]);
    expect(indexes.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
  });

  it("makes one beside an index that does not serve", async () => {
    const indexes = await indexesBeside([
      ["{ caseInsensitive: true }", "CREATE INDEX `a0` ON `t0` (`slug`)"],
      ["true", "CREATE INDEX `a1` ON `t1` (lower(`slug`))"],
      ["true", "CREATE INDEX `a2` ON `t2` (`slug`) WHERE `archived` = 0"],
      ["true", "CREATE INDEX `a3` ON `t3` (`shop`, `slug`)"],
      ["{ within: ['shop'] }", "CREATE INDEX `a4` ON `t4` (`slug`)"],
    ]);
    expect(indexes.map(({ length }) => length)).toEqual([2, 2, 2, 2, 2]);
  });

  it("names records that were equal before, and holds the rule for new ones", async () => {
    const server = await serve({
      config: "module.exports = {};",
      migrations: collection("items", FIELDS),
    });
    const items = server.client().collection("items");
    const ids = [];
    for (const slug of ["a", "A", "a", "b", "", ""]) ids.push((await items.create({ slug })).id);
    await configure(server, slugs("{ caseInsensitive: true }"));
    const [line = ""] = server.log().match(/.*have the same value already.*/) ?? [];
    const [first, , last] = ids;
    expect(line).toContain(
      `validate.items.fields.slug.unique: some records of "items" have the same value already: ${first} and ${last} (and 1 more).`,
    );
    expect(await indexesOf(server)).toHaveLength(1);
    expect((await failure(items.create({ slug: "a" }))).data.slug.code).toBe("validation_unique");
    await items.update(ids[0] as string, { shop: "x" });
    await items.create({ slug: "" });
  });

  it("makes none by hand, and warns with the statement that PocketBase takes", async () => {
    const server = await serve({
      config: slugs("true", "indexes: 'manual'"),
      migrations: collection("items", FIELDS),
    });
    expect(await indexesOf(server)).toEqual([]);
    const warning =
      /without an index, every write to "items" reads the whole collection for validate\.items\.fields\.slug\.unique\. .*: (CREATE INDEX .*)$/m;
    const [, sql = ""] = warning.exec(server.log()) ?? [];
    await server.pb.collections.update("items", { indexes: [sql] });
    await server.restart();
    expect(server.log()).not.toMatch(/without an index/);
    expect(await indexesOf(server)).toEqual([sql]);
  });

  it("goes on without an index that cannot be made", async () => {
    const server = await serveOld(
      `module.exports = {
        validate: { items: { fields: { slug: { unique: true }, shop: { unique: true } } } },
        extensions: [{ name: "x", routes: [{ method: "GET", path: "/indexes", auth: "public",
          handler: (ctx) => Object.keys(ctx.app.tableIndexes("items")) }] }],
      };`,
      // PocketBase makes the id of a collection from its name.
      ["other", FIELDS, ["CREATE INDEX `idx_bundle_shop_pbc_710432678` ON `other` (`shop`)"]],
      ["items", FIELDS, ["CREATE INDEX `kept` ON `items` (`owner`)"]],
    );
    expect(await server.pb.send("/indexes", {})).toEqual(["kept"]);
    expect(server.log()).toMatch(/the indexes of "items" cannot be made: .*already exists/);
    expect(server.log()).toMatch(/without an index, every write to "items"/);
    const items = server.client().collection("items");
    await items.create({ slug: "a" });
    expect((await failure(items.create({ slug: "a" }))).data.slug.code).toBe("validation_unique");
  });

  it("of `bundle check` makes none", async () => {
    const server = await serve({
      config: "module.exports = {};",
      migrations: collection("items", FIELDS),
    });
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), slugs("true"));
    const { code, output } = await server.command("bundle", "check");
    expect(output).toContain("the config is right");
    expect(code).toBe(0);
    expect(await indexesOf(server)).toEqual([]);
  });
});

describe("a change of the schema while the server runs", () => {
  it("gives a new collection its indexes, and a field that comes later", async () => {
    const server = await serve({ config: slugs("true"), migrations: {} });
    const fields = [{ name: "shop", type: "text" }];
    const { id } = await server.pb.collections.create({ name: "items", type: "base", fields });
    expect(await indexesOf(server)).toEqual([]);
    const added = { name: "slug", type: "text" };
    await changeFields(server, (field) => (field.name === "shop" ? [field, added] : [field]));
    expect(await indexesOf(server)).toEqual([
      `CREATE INDEX \`idx_bundle_slug_${id}\` ON \`items\` (\`slug\`)`,
    ]);
    await server.pb.collections.update("items", { indexes: [] });
    expect(await indexesOf(server)).toEqual([]);
    await server.restart();
    expect(await indexesOf(server)).toHaveLength(1);
  });

  it("follows a field that the API renames or deletes, as if there were no index", async () => {
    const own = "CREATE INDEX `own` ON `items` (`rank`)";
    const server = await serve({
      config: slugs("{ within: ['shop'] }", "limit: { max: 9, per: ['owner'] }"),
      migrations: collection("items", FIELDS, [own]),
    });
    await changeFields(server, (field) => [
      field.name === "slug" ? { ...field, name: "Handle" } : field,
    ]);
    await changeFields(server, (field) => [
      field.name === "shop" ? { ...field, name: "store" } : field,
    ]);
    const renamed = await indexesOf(server);
    expect(renamed[1]).toMatch(
      /^CREATE INDEX `idx_bundle_Handle_store_\w+` ON `items` \(`Handle`, `store`\)$/,
    );
    await changeFields(server, (field) => (field.name === "Handle" ? [] : [field]));
    expect(await indexesOf(server)).toEqual([own, renamed[2]]);
    // PocketBase's own way with an index of the user.
    const { status } = await failure(
      changeFields(server, (field) => (field.name === "rank" ? [] : [field])),
    );
    expect(status).toBe(400);
  });
});

it("a limit of the whole collection counts it where it may be reached", async () => {
  const server = await serve({
    config: "module.exports = { validate: { items: { limit: { max: 2 } } } };",
    migrations: collection("items", FIELDS),
  });
  const items = server.client().collection("items");
  const { id } = await items.create({});
  await items.create({});
  expect((await failure(items.create({}))).data.id.code).toBe("validation_limit");
  await server.pb.collection("items").delete(id);
  await items.create({});
  expect((await failure(items.create({}))).data.id.code).toBe("validation_limit");
});

describe("limit with where", () => {
  const limits = `{ limit: { max: 1, per: PER, where: "archived = false" } }`;
  const names = ["owner", "rank", "born"];
  const both = `{ limit: { max: 1, per: ["shop", "owner"], where: "archived = false" } }`;
  const of = (name: string) => limits.replace("PER", `["${name}"]`);
  const ready = serveAll({
    config: `module.exports = { validate: { by_owner: ${of("owner")}, by_rank: ${of("rank")}, by_born: ${of("born")}, by_two: ${both} } };`,
    migrations: Object.assign(
      {},
      ...[...names, "two"].map((name) => collection(`by_${name}`, FIELDS)),
    ),
  });
  const HOSTILE = [
    "\\",
    "a\\",
    "it's",
    '"',
    "a\\'\\\"b",
    "{:id}",
    "{:v0} {:max}",
    "' || 1 = 1 || '",
    "%",
    "@now",
    "null",
    "é\ufffd",
    "12",
    "012",
    "1e2",
  ];

  it.each([
    ...HOSTILE.map((value) => ["owner", value] as const),
    ...[0.1, 1e21, -5, 12].map((value) => ["rank", value] as const),
    ["born", "2024-01-01 00:00:00.000Z"] as const,
  ])("counts the records of the same %s: %j", async (name, value) => {
    const server = await ready;
    const records = server.client().collection(`by_${name}`);
    await records.create({ [name]: value, archived: true });
    await records.create({ [name]: value });
    const { data } = await failure(records.create({ [name]: value }));
    expect(data[name].code).toBe("validation_limit");
  });

  it("compares each of several fields", async () => {
    const records = (await ready).client().collection("by_two");
    for (const shop of ["a", "b\\"]) {
      for (const owner of ["c", "d\\"]) {
        await records.create({ shop, owner });
        expect((await failure(records.create({ shop, owner }))).status).toBe(400);
      }
    }
  });
});
