// Tests ways to get round the rules that were once found.
import { describe, expect, it } from "vitest";
import { moduleWithStore } from "../server-bundle.ts";
import { failure, ORDERS, refuse, serve, serveAll } from "./bundle.ts";

const text = (name: string) => ({ type: "text", name });
const OPEN = { type: "base", createRule: "", updateRule: "", viewRule: "", listRule: "" };
const server = await serveAll({
  config: `
const five = (ctx) => {
  const made = [];
  ctx.app.runInTransaction((tx) => {
    for (let i = 0; i < 5; i++) {
      const record = new Record(tx.findCollectionByNameOrId("items"), { owner: "tx", title: "t" });
      try { tx.save(record); made.push(record.id); } catch {}
    }
  });
  return { made };
};
module.exports = {
  validate: {
    items: {
      superusers: "skip",
      fields: {
        shops: { exists: "open = true" },
        title: { required: true, maxLength: 20 },
        code: { unique: true, when: (record) => record.flag, message: "OWN" },
      },
      limit: [{ max: 2, per: ["owner"] }, { max: 1, per: ["constructor"] }, { max: 2, per: ["a", "b"] }],
    },
    users: { fields: { password: { required: true, minLength: 10 } } },
  },
  extensions: [{ name: "x",
    hooks: [
      { on: "recordCreate", collections: ["later"], before: () => Promise.reject(new BadRequestError("no")) },
      { on: "recordEnrich", collections: ["items"], before: (e) => { e.record.withCustomData(true); } },
    ],
    routes: [
      { method: "POST", path: "/api/five", auth: "public", handler: five },
      { method: "GET", path: "/api/async", auth: "public", handler: () => Promise.reject(new ForbiddenError()) },
      { method: "POST", path: "/api/body", auth: "public", body: { n: { min: 1 } }, handler: () => ({}) },
      { method: "POST", path: "/api/load", auth: "public", handler: (ctx) => {
          const record = new Record(ctx.app.findCollectionByNameOrId("items"));
          record.load(ctx.body); ctx.app.save(record); } },
    ] }],
};`,
  migrations: {
    "1_items.js": `migrate((app) => {
      const open = ${JSON.stringify(OPEN)};
      const shops = new Collection({ ...open, name: "shops", fields: [{ type: "bool", name: "open" },
        { type: "text", name: "secret", hidden: true }] });
      app.save(shops);
      app.save(new Record(shops, { open: true, secret: "hunter2" }));
      app.save(new Collection({ ...open, name: "items", fields: [
        ${["title", "owner", "code", "constructor", "a", "b"].map((name) => JSON.stringify(text(name)))},
        { type: "bool", name: "flag" }, { type: "relation", name: "shops", collectionId: shops.id, maxSelect: 9 } ] }));
      app.save(new Collection({ ...open, name: "later", fields: [{ type: "text", name: "t" }] }));
    })`,
  },
});
const items = server.client().collection("items");
const count = async (filter: string) =>
  (await server.pb.collection("items").getFullList({ filter })).length;
const many = (times: number, create: () => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: times }, create));
const post = (path: string, body: unknown) => server.client().send(path, { method: "POST", body });

describe("values that look like a filter's parameters", () => {
  it.each(["hunter2", "wrong"])("ask nothing of a related record (guess %s)", async (guess) => {
    const shops = ["{:id}", "{:id1}", ` || secret = '${guess}' || id = `];
    const codes = new Set<string>();
    for (let time = 0; time < 12; time++) {
      codes.add((await failure(items.create({ title: "x", shops }))).data.shops.code);
    }
    expect([...codes]).toEqual(["validation_exists"]);
  });

  it.each(["plain", "a\\b", "line\nbreak", "zero\u200bwidth", "{:id}", "it's", '"q"', "%"])(
    "count for a limit like any other: %j",
    async (owner) => {
      const results = await many(4, () => items.create({ title: "x", owner }));
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    },
  );

  it("cannot join two fields to a filter of their own", async () => {
    await many(8, () => items.create({ title: "x", a: "{:p1}", b: " && id = " }));
    expect(await count('a = "{:p1}"')).toBe(2);
  });
});

describe("a limit", () => {
  it("holds on a field named like a method, and says create for a create", async () => {
    await items.create({ title: "x", constructor: "one" });
    const second = await failure(items.create({ title: "x", constructor: "one" }));
    expect(second.message).toBe("Failed to create record.");
    expect(second.data.constructor.code).toBe("validation_limit");
  });

  it("holds in a transaction whose owner catches the error and commits", async () => {
    const { made } = (await post("/api/five", {})) as { made: string[] };
    expect(made).toHaveLength(2);
    expect(await count('owner = "tx"')).toBe(2);
  });

  it("counts an update that moves a record to another owner", async () => {
    const [first] = await Promise.all([
      items.create({ title: "x", owner: "from" }),
      ...["to", "to"].map((owner) => items.create({ title: "x", owner })),
    ]);
    expect((await failure(items.update(first.id, { owner: "to" }))).data.owner.code).toBe(
      "validation_limit",
    );
  });
});

describe("unique", () => {
  it("keeps to its when and its message after the write, too", async () => {
    await items.create({ title: "x", code: "c" });
    await items.create({ title: "x", code: "c" });
    const results = await many(10, () => items.create({ title: "x", code: "d", flag: true }));
    const messages = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason.response.data.code.message] : [],
    );
    expect(messages).toEqual(Array(9).fill("OWN"));
  });
});

describe("the mark of a request", () => {
  it("is worth nothing in another's hands", async () => {
    const shown = await server.pb.collection("items").create({ title: "t".repeat(30) });
    const mark = shown["@pocketbundle"];
    expect(mark).toContain('"skip":true');
    const forged = [mark.replace(/\d+}$/, "9999999999999}"), `.${mark.split(".")[1]}`, "x.{", "{"];
    for (const value of forged) {
      const body = { title: "t".repeat(30), "@pocketbundle": value };
      for (const create of [() => items.create(body), () => post("/api/load", body)]) {
        expect((await failure(create())).data.title.code).toBe("validation_max_length");
      }
    }
  });
});

describe("passwords", () => {
  it("are required of a new record, and not of an update that leaves them", async () => {
    const users = server.pb.collection("users");
    const password = "long enough";
    const { id } = await users.create({
      email: "a@example.com",
      password,
      passwordConfirm: password,
    });
    await users.update(id, { name: "Ada" });
    const short = await failure(
      users.update(id, {
        password: "too short",
        passwordConfirm: "too short",
        oldPassword: password,
      }),
    );
    expect(short.data.password.code).toBe("validation_min_length");
  });
});

describe("handlers", () => {
  it("that are async are refused, and said so in the log", async () => {
    expect((await failure(server.client().collection("later").create({ t: "x" }))).status).toBe(
      500,
    );
    expect((await failure(server.client().send("/api/async", {}))).status).toBe(500);
    await server.waitForLog(/The handler is async/);
  });

  it.each(["null", "5", '"x"'])("with body rules refuse the body %s", async (body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${server.url}/api/body`, { method: "POST", headers, body });
    expect(answer.status).toBe(400);
  });
});

describe("names of collections", () => {
  const config = (name: string) =>
    `module.exports = { validate: { ${name}: { fields: { quantity: { max: 1 } } } } };`;

  it("must be exact", async () => {
    const { output } = await refuse(config("Orders"));
    expect(output).toContain('names "Orders", so no rule would hold for "orders"');
  });

  it("cannot change under the config, by any way that saves a collection", async () => {
    const own = await serve({
      config: `module.exports = {
        validate: {
          orders: { fields: { quantity: { max: 1 } } },
          other: { fields: { quantity: { max: 1 } } },
          free: { fields: { quantity: { max: 1 } } },
        },
        extensions: [{ name: "x",
          hooks: [{ on: "recordDelete", collections: ["orders", "known"], before() {} }],
          routes: [{ method: "POST", path: "/api/rename", auth: "public", handler: (ctx) => {
            const collection = ctx.app.findCollectionByNameOrId("orders");
            collection.name = ctx.body.name;
            ctx.app[ctx.body.way](collection);
          } }],
        }],
      };`,
      migrations: ORDERS,
    });
    const { collections } = own.pb;
    const orders = await collections.getOne("orders");
    const refused = (call: Promise<unknown>) => failure(call);
    const names = 'pocketbundle.config.js names "orders"';
    const renamed = await refused(collections.update("orders", { name: "orders2" }));
    expect(renamed.data.name.message).toContain(names);
    // Another extension names "known", and validate does not.
    for (const name of ["orders2", "Orders", "known"]) {
      const imported = await refused(collections.import([{ ...orders, name }], false));
      expect(imported.data.collections.message).toContain(names);
      for (const way of ["save", "saveNoValidate"]) {
        const call = own.pb.send("/api/rename", { method: "POST", body: { name, way } });
        expect((await refused(call)).data.name.message).toContain(names);
      }
    }
    await collections.update("orders", { listRule: null });
    expect((await refused(own.pb.collection("orders").create({ quantity: 2 }))).status).toBe(400);
    // validate names "other", and the extension does not; "free" has no rules of the extension.
    expect((await refused(collections.update("orders", { name: "other" }))).status).toBe(400);
    await collections.create({ ...orders, id: "", name: "other", indexes: [] });
    await collections.update("other", { name: "free" });
    expect((await refused(own.pb.collection("free").create({ quantity: 2 }))).status).toBe(400);
  });

  it("cannot change by a migration, which stops the start", async () => {
    const rename = `migrate((app) => {
      const collection = app.findCollectionByNameOrId("orders");
      collection.name = "orders2";
      app.save(collection);
    })`;
    const { output } = await refuse(config("orders"), {
      migrations: { ...ORDERS, "2_rename.js": rename },
    });
    expect(output).toContain('pocketbundle.config.js names "orders"');
    expect(output).not.toContain("Server started");
  });

  it("keep their rules for a collection that takes the place of a deleted one", async () => {
    const own = await serve({ config: config("orders"), migrations: ORDERS });
    const { collections } = own.pb;
    const { id, ...orders } = await collections.getOne("orders");
    const create = (quantity: unknown) => own.pb.collection("orders").create({ quantity });
    const refused = async () => expect((await failure(create(2))).status).toBe(400);
    await collections.delete("orders");
    await own.waitForLog(/the collection "orders" was deleted/);
    await collections.create(orders as never);
    await refused();
    // An import that deletes what it does not name, with a new collection of the same name.
    await collections.import([{ ...orders, id: "another_orders1" }] as never, true);
    await refused();
    // Another type under the rule is logged, and no write passes before the rule fits.
    const { fields } = await collections.getOne("orders");
    const others = fields.filter(({ name }) => name !== "quantity");
    const changed = { ...orders, id: "another_orders1", fields: [...others, text("quantity")] };
    await collections.import([changed] as never, true);
    await own.waitForLog(/"max" is not for a field of type text/);
    expect((await failure(create("1"))).status).toBe(500);
  });
});

describe("long lists", () => {
  it("are compared in one pass", async () => {
    const { exports } = await moduleWithStore<typeof import("../../src/lib/values/compile.ts")>(
      "src/lib/values/compile.ts",
    );
    const check = exports.compile({ uniqueItems: true });
    const list = Array.from({ length: 200_000 }, (_, index) => index);
    expect(check(list, { field: () => undefined })).toBeUndefined();
    expect(check([...list, 7], { field: () => undefined })).toMatchObject({
      code: "validation_unique_items",
    });
  });
});
