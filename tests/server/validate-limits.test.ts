// Tests values that a stranger may send to make rules take long, fail, or not apply.
import { describe, expect, it } from "vitest";
import { failure, serveAll } from "./bundle.ts";
import { processorTime } from "./processor-time.ts";

const RULES = { createRule: "", updateRule: "", viewRule: "", listRule: "" };
const ID = { type: "text", name: "id", primaryKey: true, required: true, system: true };
const schema = {
  additionalProperties: false,
  properties: {
    name: { pattern: "^(?!-)(?:[a-z0-9]+-?)+$" },
    at: { format: "date-time" },
    re: { format: "regex" },
  },
  patternProperties: { "^(?!.*--)x": {}, "^(?=y)y[\\S]+$|^z$": {} },
};
const server = await serveAll({
  config: `const slug = "^(?!-)(?:[a-z0-9]+-?)+$";
  const standard = { "~standard": { version: 1, vendor: "x", validate: (value) =>
    (value.meta === 1 ? { issues: [{ message: "no", path: ["meta"] }] } : { value }) } };
  module.exports = {
    validate: {
      patterns: { fields: { slug: { pattern: slug }, list: { items: { pattern: slug } }, meta: { schema: ${JSON.stringify(schema)} } } },
      sized: {
        fields: {
          meta: { schema: { type: "array" } }, items: { uniqueItems: true }, own: { check: () => true },
          name: { pattern: "^a*$" }, page: { pattern: "^a*$" }, quantity: { max: 9 },
          tags: { oneOf: ["a", "b"] }, friends: { exists: "id != ''" },
        },
        rules: [
          { field: "quantity", code: "of_all", message: "m", check: (record) => record.more !== 1 },
          { field: "quantity", code: "of_request", message: "m", scope: "request", check: (record, ctx) =>
            ctx.request.method === "POST" && (record.more === undefined || ctx.request.body.quantity !== 5) },
        ],
        schema: standard,
      },
      changed: { fields: { note: { pattern: "^[a-z]*$" }, meta: { immutable: true } } },
      ids: { limit: { max: 2, per: ["owner"], where: "open = true" }, fields: { friend: { exists: "open = true" } } },
      names: { fields: { name: { unique: { normalize: true, caseInsensitive: true }, maxLength: 4 } } },
    },
    extensions: [{ name: "x",
      hooks: [{ on: "recordValidate", collections: ["changed"], before: (e) => {
        // A later hook makes the value fit.
        e.record.set("note", e.record.getString("note").slice(0, 5)); } }],
      routes: [
        { method: "POST", path: "/api/slug", auth: "public", body: { slug: { pattern: slug } }, handler: () => ({}) },
        { method: "POST", path: "/api/raw", auth: "public", handler: (ctx) => {
          const record = new Record(ctx.app.findCollectionByNameOrId("names"), ctx.body);
          ctx.app.saveNoValidate(record);
          return {};
        } },
      ] }],
  };`,
  migrations: {
    "1_all.js": `migrate((app) => {
      const text = (name) => ({ type: "text", name });
      const json = (name) => ({ type: "json", name });
      const save = (name, fields) => app.save(new Collection({ type: "base", name, ...${JSON.stringify(RULES)}, fields }));
      save("patterns", [text("slug"), json("list"), json("meta")]);
      save("ids", [{ ...${JSON.stringify(ID)}, pattern: "^[\\\\s\\\\S]+$", min: 1, max: 200 }, text("owner"), { type: "bool", name: "open" }]);
      const ids = app.findCollectionByNameOrId("ids");
      ids.fields.add(new RelationField({ name: "friend", collectionId: ids.id, maxSelect: 1 }));
      app.save(ids);
      save("sized", [json("meta"), json("items"), json("own"), json("more"), { type: "number", name: "quantity" },
        { type: "text", name: "name", max: 100 }, { type: "editor", name: "page", maxSize: 1000 },
        { type: "select", name: "tags", values: ["a", "b"], maxSelect: 2 },
        { type: "relation", name: "friends", collectionId: ids.id, maxSelect: 3 }]);
      save("changed", [text("note"), { ...json("meta"), maxSize: 100 }]);
      save("names", [text("name")]);
    })`,
  },
});
const collection = (name: string) => server.client().collection(name);
const codesOf = async (call: Promise<unknown>): Promise<Record<string, string>> => {
  const { status, data } = await failure(call);
  expect(status).toBe(400);
  const errors = Object.entries(data as Record<string, { code: string }>);
  return Object.fromEntries(errors.map(([name, { code }]) => [name, code]));
};
const used = () => processorTime(server);

describe("a text that makes an engine backtrack", () => {
  const evil = `${"a".repeat(60)}!`;
  const post = (slug: string) =>
    server.client().send("/api/slug", { method: "POST", body: { slug } });
  it("is refused at once, by every rule with a pattern", async () => {
    const patterns = collection("patterns");
    const before = used();
    for (const wrong of [evil, "-a"]) {
      expect(await codesOf(patterns.create({ slug: wrong }))).toEqual({
        slug: "validation_pattern",
      });
      expect(await codesOf(patterns.create({ list: ["a", wrong] }))).toEqual({
        list: "validation_pattern",
      });
      expect(await codesOf(post(wrong))).toEqual({ slug: "validation_pattern" });
      const { data } = await failure(patterns.create({ meta: { name: wrong } }));
      expect(data.meta.name.params).toEqual({ keyword: "pattern" });
    }
    expect(used() - before).toBeLessThan(3000);
    await patterns.create({ slug: "a-b", list: ["a"], meta: { name: "a-b" } });
    await post("a-b");
  });

  it("keeps the meaning of the names of properties", async () => {
    const patterns = collection("patterns");
    await patterns.create({ meta: { x: 1, "x-a": 1, ya: 1, y𠀀é: 1, z: 1, name: "a" } });
    for (const name of ["x--", "y", "y a", "za", "ax", "names", ""]) {
      const { data } = await failure(patterns.create({ meta: { [name]: 1 } }));
      expect(data.meta, name).toHaveProperty([name]);
    }
  });

  it("does not reach the formats that backtrack, or compile it", async () => {
    const patterns = collection("patterns");
    await patterns.create({ meta: { at: "2026-01-01T00:00:00Z", re: "^a+$" } });
    const at = `2026-01-01T00:00:00Z${"[a=b]".repeat(100_000)}`;
    const re = "(".repeat(500_000);
    for (const meta of [{ at }, { re }]) {
      const { data } = await failure(patterns.create({ meta }));
      expect(Object.values(data.meta)).toEqual([
        expect.objectContaining({ params: { keyword: "format" } }),
      ]);
    }
  });
});

describe("a value that PocketBase refuses for its size", () => {
  const sized = collection("sized");
  const large = Array.from({ length: 300_000 }, (_, index) => index);
  const SIZE = "validation_json_size_limit";

  it("is left to PocketBase, whichever rule would look at it", async () => {
    for (const field of ["meta", "items", "own", "more"]) {
      expect(await codesOf(sized.create({ [field]: large, quantity: 1 })), field).toEqual({
        [field]: SIZE,
      });
    }
    const a = "a".repeat(300_000);
    expect(await codesOf(sized.create({ name: a, page: a }))).toEqual({
      name: "validation_max_text_constraint",
      page: "validation_content_size_limit",
    });
    const many = large.slice(0, 5000).map(String);
    expect(await codesOf(sized.create({ tags: many, friends: many }))).toEqual({
      tags: "validation_too_many_values",
      friends: "validation_too_many_values",
    });
  });

  it("does not hide the errors of other fields, and nothing is logged", async () => {
    expect(await codesOf(sized.create({ meta: large, quantity: 10 }))).toEqual({
      meta: SIZE,
      quantity: "validation_max",
    });
    expect(server.log()).not.toContain("larger than its field allows");
  });

  it("costs hardly more than PocketBase's own refusal", async () => {
    const cost = async (body: object) => {
      const before = used();
      await failure(sized.create(body));
      return used() - before;
    };
    await cost({ meta: large });
    // Parsing this text in a rule takes more than two seconds.
    const body = { meta: JSON.stringify(Array.from({ length: 400_000 }, (_, a) => ({ a }))) };
    expect(await cost(body)).toBeLessThan(1500);
  });

  it("is judged by all rules up to that size", async () => {
    const full = "a".repeat(100);
    await sized.create({ name: full, page: "a".repeat(1000), tags: ["a", "b"], quantity: 1 });
    expect(await codesOf(sized.create({ name: `b${full.slice(1)}` }))).toEqual({
      name: "validation_pattern",
    });
    expect(await codesOf(sized.create({ more: 1 }))).toEqual({ quantity: "of_all" });
    expect(await codesOf(sized.create({ quantity: 5 }))).toEqual({ quantity: "of_request" });
  });

  it("does not pass when a later hook makes it fit, because no rule has seen it", async () => {
    const changed = collection("changed");
    await changed.create({ note: "abcdefgh" });
    expect((await failure(changed.create({ note: "A".repeat(20_000) }))).status).toBe(400);
    expect((await failure(changed.create({ note: "a".repeat(20_000) }))).status).toBe(400);
  });

  it("may be the saved value, once its field allows less", async () => {
    const changed = collection("changed");
    const { id } = await changed.create({ meta: ["a".repeat(80)] });
    const { fields, ...rest } = await server.pb.collections.getOne("changed");
    const smaller = fields.map((field) =>
      field.name === "meta" ? { ...field, maxSize: 50 } : field,
    );
    await server.pb.collections.update("changed", { ...rest, fields: smaller });
    expect(await codesOf(changed.update(id, { note: "a" }))).toEqual({ meta: SIZE });
    expect(await codesOf(changed.update(id, { meta: [] }))).toEqual({
      meta: "validation_immutable",
    });
  });
});

describe("an id of any pattern", () => {
  it("is counted by limit, and found by exists", async () => {
    const ids = collection("ids");
    const made = [
      "a&b",
      "ä",
      "a@b",
      "a+b",
      "a(b)",
      "a=b&&c",
      "a\u00a0b",
      "{a}",
      "#",
      "日本",
      "𠀀",
      "-",
    ];
    for (const [index, id] of made.entries()) {
      const owner = `owner ${index}`;
      await ids.create({ id, owner, open: true });
      await ids.create({ id: `${id}2`, owner, open: true, friend: id });
      expect(await codesOf(ids.create({ id: `${id}3`, owner, open: true })), id).toEqual({
        owner: "validation_limit",
      });
      await ids.create({ id: `${id}4`, owner, open: false });
      expect(await codesOf(ids.update(`${id}4`, { open: true }))).toEqual({
        owner: "validation_limit",
      });
      expect(await codesOf(ids.create({ id: `${id}5`, friend: `${id}4` }))).toEqual({
        friend: "validation_exists",
      });
    }
  });

  it("is a text that a filter can hold, or no id", async () => {
    for (const friend of ["\\", '"', "'", "a\\", "' || 1 = 1 || '", "\0", "{:id}", "a\n"]) {
      expect(await codesOf(collection("ids").create({ id: "x", friend })), friend).toEqual({
        friend: "validation_exists",
      });
    }
    expect(server.log()).not.toMatch(/cannot be part of a filter|invalid filter/);
  });
});

describe("unique with normalize", () => {
  const names = collection("names");
  const taken = { name: "validation_unique" };
  it("takes all spellings of a character for one, and stores the composed one", async () => {
    const { id, name } = await names.create({ name: "Cafe\u0301" });
    expect(name).toBe("Caf\u00e9");
    expect((await names.getOne(id)).name).toBe("Caf\u00e9");
    for (const same of ["Caf\u00e9", "Cafe\u0301", "cafe\u0301"]) {
      expect(await codesOf(names.create({ name: same }))).toEqual(taken);
    }
    await names.update(id, { name: "Cafe\u0301" });
    await names.create({ name: "Cafe" });
  });

  it("counts the characters that are stored", async () => {
    // Composed, this is longer: U+0958 stands for two characters.
    expect(await codesOf(names.create({ name: "\u0958".repeat(3) }))).toEqual({
      name: "validation_max_length",
    });
    await names.create({ name: "o\u0308".repeat(4) });
  });

  it("compares what is saved without validation as it is", async () => {
    await names.create({ name: "\u00fc" });
    const save = (name: string) =>
      server.client().send("/api/raw", { method: "POST", body: { name } });
    expect(await codesOf(save("\u00fc"))).toEqual(taken);
    await save("u\u0308");
    expect(await codesOf(save("u\u0308"))).toEqual(taken);
  });
});
