import { describe, expect, it } from "vitest";
import { failure, serveAll } from "./bundle.ts";

const server = await serveAll({
  config: `module.exports = { validate: { items: {
    fields: {
      code: { unique: { within: ["archived", "rank", "born"] } },
      slug: { unique: { caseInsensitive: true, within: ["shop"] } },
      serial: { unique: true },
      shop: { exists: "active = true && name != ''" },
      others: { exists: "active = true" },
      picture: { file: { maxSize: 100, types: ["image/png"] } },
    },
    limit: [
      { max: 10, per: ["owner"], where: "archived = false", message: "Ten at most." },
      { max: 2, per: ["kind", "owner"], where: "kind = 'rare'", field: "kind" },
    ],
  } } };`,
  migrations: {
    "1_items.js": `migrate((app) => {
      const rules = { createRule: "", updateRule: "", viewRule: "", listRule: "" };
      const shops = new Collection({ type: "base", name: "shops", ...rules,
        fields: [{ type: "text", name: "name" }, { type: "bool", name: "active" }] });
      app.save(shops);
      app.save(new Collection({ type: "base", name: "items", ...rules, fields: [
        { type: "text", name: "slug" },
        { type: "text", name: "code" }, { type: "number", name: "rank" }, { type: "date", name: "born" }, { type: "text", name: "serial" }, { type: "text", name: "owner" },
        { type: "text", name: "kind" }, { type: "bool", name: "archived" },
        { type: "relation", name: "shop", collectionId: shops.id, maxSelect: 1 },
        { type: "relation", name: "others", collectionId: shops.id, maxSelect: 5 },
        { type: "file", name: "picture", maxSelect: 1 } ] }));
    })`,
  },
});
const items = server.client().collection("items");
const shops = server.client().collection("shops");
const shop = (active: boolean, name = "x") => shops.create({ name, active });
const fifty = (create: (index: number) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: 50 }, (_, index) => create(index)));
const codesOf = (results: PromiseSettledResult<unknown>[], field: string) =>
  results.flatMap((result) =>
    result.status === "rejected" ? [result.reason.response.data[field]?.code] : [],
  );

describe("exists", () => {
  it("asks of every record that the write adds, and of no other", async () => {
    const [open, closed] = await Promise.all([shop(true), shop(false)]);
    expect((await failure(items.create({ shop: closed.id }))).data.shop.code).toBe(
      "validation_exists",
    );
    const { id } = await items.create({ shop: open.id, others: [open.id] });
    expect(
      (await failure(items.update(id, { others: [open.id, closed.id] }))).data.others.code,
    ).toBe("validation_exists");
    await shops.update(open.id, { active: false });
    await items.update(id, { slug: "still-valid" });
  });
});

describe("unique", () => {
  it("ignores case, stays within fields, and lets a record keep its value", async () => {
    const [a, b] = await Promise.all([shop(true), shop(true)]);
    const { id } = await items.create({ slug: "Pocket", shop: a.id });
    expect((await failure(items.create({ slug: "POCKET", shop: a.id }))).data.slug).toMatchObject({
      code: "validation_unique",
    });
    await items.create({ slug: "pocket", shop: b.id });
    await items.update(id, { slug: "POCKET" });
  });

  it.each([
    ["archived", false, true],
    ["rank", 1.5, 2],
    ["born", "2024-01-01 00:00:00.000Z", "2024-01-02 00:00:00.000Z"],
  ])("compares %s as it is stored", async (name, value, other) => {
    const code = `within-${name}`;
    await items.create({ code, [name]: value });
    await items.create({ code, [name]: other });
    for (const taken of [value, other]) {
      const { data } = await failure(items.create({ code, [name]: taken }));
      expect(data.code.code).toBe("validation_unique");
    }
  });

  it("does not race on updates either", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => items.create({ serial: `u${index}` })),
    );
    const results = await Promise.allSettled(
      made.map(({ id }) => items.update(id, { serial: "wanted" })),
    );
    expect(codesOf(results, "serial")).toEqual(Array(19).fill("validation_unique"));
    expect(await items.getFullList({ filter: 'serial = "wanted"' })).toHaveLength(1);
  });

  it("does not race: of 50 parallel creates one is saved", async () => {
    const results = await fifty(() => items.create({ serial: "4711" }));
    expect(codesOf(results, "serial")).toEqual(Array(49).fill("validation_unique"));
    expect(await items.getFullList({ filter: 'serial = "4711"' })).toHaveLength(1);
  });
});

describe("limit", () => {
  it("does not race: of 50 parallel creates 10 are saved", async () => {
    const results = await fifty(() => items.create({ owner: "ada" }));
    expect(codesOf(results, "owner")).toEqual(Array(40).fill("validation_limit"));
    const saved = await items.getFullList({ filter: 'owner = "ada"' });
    expect(saved).toHaveLength(10);

    // A write that adds nothing passes, and a write that adds does not, whether it is a create or
    // an update.
    const [first] = saved;
    await items.update(first?.id ?? "", { kind: "changed" });
    const archived = await items.create({ owner: "ada", archived: true });
    const back = await failure(items.update(archived.id, { archived: false }));
    expect(back.data.owner).toEqual({
      code: "validation_limit",
      message: "Ten at most.",
      params: { max: 10 },
    });
    await server.pb.collection("items").delete(first?.id ?? "");
    await items.update(archived.id, { archived: false });
    await items.create({ owner: "bob" });
    await Promise.all(Array.from({ length: 12 }, () => items.create({ owner: "" })));
  });

  it("holds in a batch, and takes the whole batch back", async () => {
    await server.pb.settings.update({ batch: { enabled: true, maxRequests: 10, timeout: 30 } });
    const batch = server.pb.createBatch();
    for (let i = 0; i < 3; i++) batch.collection("items").create({ owner: "eve", kind: "rare" });
    const { data } = await failure(batch.send());
    expect(data.requests["2"].response.data.kind.code).toBe("validation_limit");
    expect(await items.getFullList({ filter: 'owner = "eve"' })).toEqual([]);
  });
});

describe("file", () => {
  const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const upload = (content: Buffer | string, name = "x.png") =>
    items.create({ picture: new File([content], name) });

  it("tells the type from the content, and the size per file", async () => {
    await upload(PNG);
    expect((await failure(upload("text, whatever its name"))).data.picture.code).toBe(
      "validation_file_type",
    );
    expect((await failure(upload(Buffer.concat([PNG, Buffer.alloc(50)])))).data.picture.code).toBe(
      "validation_file_max_size",
    );
  });
});
