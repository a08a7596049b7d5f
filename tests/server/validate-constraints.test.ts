// Tests that `unique` and `limit` hold for every way to write, kept by triggers, and what becomes of
// the triggers.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { BUNDLE, failure, serve } from "./bundle.ts";
import { execute, PROBE, probe, sql } from "./work.ts";

const MIGRATIONS = {
  "1_items.js": `migrate((app) => {
    const rules = { createRule: "", updateRule: "", viewRule: "", listRule: "" };
    app.save(new Collection({ type: "base", name: "items", ...rules, fields: [
      { type: "text", name: "slug" }, { type: "text", name: "shop" }, { type: "text", name: "owner" },
      { type: "text", name: "title" }, { type: "number", name: "rank" }, { type: "bool", name: "gone" },
      { type: "select", name: "tags", values: ["a", "b"], maxSelect: 2 }, { type: "json", name: "meta" },
    ] }));
  })`,
};
const configOf = (rules: string) => `module.exports = { validate: { items: { ${rules} } } };`;
const start = (rules: string) =>
  serve({ config: configOf(rules), hooks: PROBE, migrations: MIGRATIONS });
const triggers = (server: Server) =>
  sql(server, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'items'");
const codeOf = async (call: Promise<unknown>, field: string) =>
  (await failure(call)).data[field]?.code;

describe("a rule that a trigger keeps", () => {
  const RULES = `fields: { slug: { unique: { caseInsensitive: true, within: ["shop"] } } },
    limit: [
      { max: 2, per: ["owner"], where: "gone = false" },
      { max: 1, where: "rank = 7", field: "rank" },
      { max: 1, per: ["shop"], where: "gone = true && meta = 'x'", field: "meta" },
      { max: 1, where: "tags = 'a'", field: "tags" },
    ]`;

  it("holds for raw SQL and for saves without validation, and lets what is old be changed", async () => {
    const server = await start(RULES);
    await execute(server, "INSERT INTO items (id, slug, shop, owner) VALUES ('a', 'S', 'x', 'o')");
    const other = (slug: string, shop: string) =>
      execute(server, `INSERT INTO items (slug, shop) VALUES ('${slug}', '${shop}')`);
    await expect(other("s", "x")).rejects.toThrow("UNIQUE constraint failed: items.slug");
    await other("s", "y");
    await other("", "x");
    await other("", "x");
    await execute(server, "UPDATE items SET slug = 's', title = 't' WHERE id = 'a'");
    await expect(execute(server, "UPDATE items SET shop = 'x' WHERE shop = 'y'")).rejects.toThrow(
      "UNIQUE constraint failed: items.slug",
    );
    const unvalidated = `const record = new Record($app.findCollectionByNameOrId("items"));
      record.load({ slug: "S", shop: "y" });
      try { $app.saveNoValidate(record); return "saved"; } catch (error) { return String(error); }`;
    expect(await probe(server, unvalidated)).toContain("slug: Value must be unique");
  });

  it("counts moves, and what an update adds", async () => {
    const server = await start(RULES);
    const items = server.client().collection("items");
    const [first] = [
      await items.create({ owner: "o" }),
      await items.create({ owner: "o" }),
      await items.create({ owner: "o", gone: true }),
    ];
    const { id } = await items.create({ owner: "p" });
    expect(await codeOf(items.update(id, { owner: "o" }), "owner")).toBe("validation_limit");
    await items.update(first?.id ?? "", { title: "changed" });
    await items.update(first?.id ?? "", { gone: true });
    await items.update(id, { owner: "o" });
    expect(await codeOf(items.update(first?.id ?? "", { gone: false }), "owner")).toBe(
      "validation_limit",
    );
  });

  it("compares numbers, lists and JSON as PocketBase's filters do", async () => {
    const server = await start(RULES);
    const items = server.client().collection("items");
    await items.create({ rank: 7 });
    await items.create({ rank: 7.5 });
    expect(await codeOf(items.create({ rank: 7 }), "rank")).toBe("validation_limit");
    // PocketBase compares a list as a text, which is none of its values.
    for (let i = 0; i < 3; i++) await items.create({ tags: ["a"] });
    const both = { shop: "x", gone: true, meta: "x" };
    const { id } = await items.create({ ...both, meta: null });
    await items.create({ ...both, meta: { x: 1 } });
    await items.create(both);
    expect(await codeOf(items.create(both), "meta")).toBe("validation_limit");
    expect(await codeOf(items.update(id, both), "meta")).toBe("validation_limit");
    await items.create({ ...both, shop: "y" });
  });

  it("names all fields that are broken, and none that an update leaves as it was", async () => {
    const server = await start(
      'fields: { slug: { unique: true }, title: { unique: true }, rank: { unique: true } }, limit: { max: 1, per: ["owner"] }',
    );
    const items = server.client().collection("items");
    const { id } = await items.create({ slug: "s", title: "t", rank: 1, owner: "o" });
    const { data } = await failure(items.create({ slug: "s", title: "t", rank: 1, owner: "o" }));
    expect(Object.keys(data).sort()).toEqual(["owner", "rank", "slug", "title"]);
    for (const trigger of await triggers(server)) {
      await execute(server, `DROP TRIGGER ${trigger}`);
    }
    await execute(server, "INSERT INTO items (id, slug, title) VALUES ('old', 's', 'u')");
    await server.restart();
    const update = items.update("old", { title: "t" });
    expect(Object.keys((await failure(update)).data)).toEqual(["title"]);
    await items.update("old", { title: "v" });
    await items.update(id, { title: "w" });
  });

  it("counts none with a limit of 0, and lets SQL resolve its own conflicts", async () => {
    const server = await start(
      'fields: { slug: { unique: true } }, limit: { max: 0, where: "rank = 9" }',
    );
    const items = server.client().collection("items");
    expect(await codeOf(items.create({ rank: 9 }), "id")).toBe("validation_limit");
    const none = await start("limit: { max: 0 }");
    expect(await codeOf(none.client().collection("items").create({}), "id")).toBe(
      "validation_limit",
    );
    await execute(server, "CREATE UNIQUE INDEX own ON items (slug)");
    await execute(server, "INSERT INTO items (id, slug) VALUES ('a', 's')");
    await execute(server, "INSERT OR IGNORE INTO items (id, slug) VALUES ('b', 's')");
    await execute(
      server,
      "INSERT INTO items (id, slug) VALUES ('c', 's') ON CONFLICT (slug) DO UPDATE SET title = 'again'",
    );
    expect(await sql(server, "SELECT id || title AS v FROM items")).toEqual(["aagain"]);
    await execute(server, "INSERT OR REPLACE INTO items (id, slug) VALUES ('d', 's')");
    expect(await sql(server, "SELECT id AS v FROM items")).toEqual(["d"]);
  });

  it("says so in the words and the language of the config, also in a batch", async () => {
    const server = await start(
      `${RULES.replace("max: 2,", "max: 1, message: 'Only {max}.',")}, messages: { de: { "owner.validation_limit": "Nur {max}." } }`,
    );
    await server.pb.settings.update({ batch: { enabled: true, maxRequests: 10, timeout: 30 } });
    const items = server.client().collection("items");
    await items.create({ owner: "o" });
    const { data } = await failure(items.create({ owner: "o" }));
    expect(data.owner).toEqual({
      code: "validation_limit",
      message: "Only 1.",
      params: { max: 1 },
    });
    const german = items.create({ owner: "o" }, { headers: { "Accept-Language": "de" } });
    expect((await failure(german)).data.owner.message).toBe("Nur 1.");
    const batch = server.client().createBatch();
    batch.collection("items").create({ owner: "p" });
    batch.collection("items").create({ owner: "p" });
    const answer = await failure(batch.send());
    expect(answer.data.requests["1"].response.data.owner.message).toBe("Only 1.");
    expect(await items.getFullList({ filter: "owner = 'p'" })).toEqual([]);
  });

  it("leaves other errors as they are", async () => {
    const server = await start(RULES);
    await execute(server, "CREATE UNIQUE INDEX own ON items (title)");
    const items = server.client().collection("items");
    await items.create({ title: "t" });
    expect(await codeOf(items.create({ title: "t", slug: "s" }), "title")).toBe(
      "validation_not_unique",
    );
  });
});

describe("the triggers", () => {
  const RULES = 'limit: { max: 1, per: ["owner"] }';

  it("follow the schema: a field is renamed, dropped and made again", async () => {
    const server = await start(RULES);
    const items = server.client().collection("items");
    const own = await triggers(server);
    expect(own).toHaveLength(2);
    const { fields } = await server.pb.collections.getOne("items");
    const change = (changed: object[]) =>
      server.pb.collections.update("items", { fields: changed });
    await change(fields.map((one) => (one.name === "title" ? { ...one, name: "name" } : one)));
    await items.create({ owner: "o" });
    expect(await codeOf(items.create({ owner: "o" }), "owner")).toBe("validation_limit");
    await change(fields.filter(({ name }) => name !== "owner"));
    await expect(execute(server, "INSERT INTO items (title) VALUES ('x')")).rejects.toThrow(
      "a rule names the field owner, which is gone",
    );
    await change(fields);
    await items.create({ owner: "p" });
    expect(await codeOf(items.create({ owner: "p" }), "owner")).toBe("validation_limit");
  });

  it("end with the server and its rules, and stay beside a restart", async () => {
    const server = await start(RULES);
    await withoutBundle(server, async () => expect(await triggers(server)).toEqual([]));
    expect(await triggers(server)).toHaveLength(2);
    await server.kill9();
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), configOf(""));
    await server.restart();
    expect(await triggers(server)).toEqual([]);
  });

  it("are not there for what a hook keeps", async () => {
    const server = await start(
      `superusers: "skip", ${RULES}, fields: { slug: { unique: true, when: () => true } }`,
    );
    expect(await triggers(server)).toEqual([]);
    const items = server.client().collection("items");
    await items.create({ owner: "o" });
    expect(await codeOf(items.create({ owner: "o" }), "owner")).toBe("validation_limit");
    await server.pb.collection("items").create({ owner: "o" });
  });

  it("go with an uninstall", async () => {
    const server = await start(RULES);
    await server.kill9();
    expect(await server.command("bundle", "uninstall", "--yes")).toMatchObject({ code: 0 });
    await withoutBundle(server, async () => expect(await triggers(server)).toEqual([]));
  });
});

async function withoutBundle(server: Server, run: () => Promise<void>) {
  await server.stop().catch(() => {});
  const files = ["pocketbundle.pb.js", "pocketbundle.config.js"].map((name) =>
    join(server.folder.hooks, name),
  );
  const [, config = ""] = files.map((file) => readFileSync(file, "utf8"));
  for (const file of files) rmSync(file);
  await server.restart();
  await run();
  [readFileSync(BUNDLE, "utf8"), config].forEach((content, i) => {
    writeFileSync(files[i] ?? "", content);
  });
  await server.restart();
}

describe("a start", () => {
  it.each([
    ["a rule of a field and what triggers keep", "fields: { slug: { unique: true } }", [], ""],
    [
      "a request rule and a when",
      'rules: [{ field: "slug", scope: "request", message: "No.", check: () => true }], fields: { slug: { unique: true, when: () => true } }',
      [],
      'validate.items (scope: "request", unique with when), and PocketBase keeps 15 VMs',
    ],
    ["superusers in a pool of 20", 'superusers: "skip"', ["--hooksPool", "20"], "keeps 20 VMs"],
    ["superusers in a large pool", 'superusers: "skip"', ["--hooksPool=64"], ""],
  ])("names rules that hold VMs in a small pool: %s", async (_, rules, args, expected) => {
    const server = await serve({
      config: configOf(rules),
      args: ["--hooksWatch=false", ...args],
      migrations: MIGRATIONS,
    });
    const said = server.log().match(/.*holds a VM.*/)?.[0] ?? "";
    if (expected === "") expect(said).toBe("");
    else expect(said).toContain(expected);
  });
});
