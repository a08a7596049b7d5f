import { describe, expect, it } from "vitest";
import { failure, ORDERS, serve, serveAll } from "./bundle.ts";

const server = await serveAll({
  config: `
const shared = { doubled: (n) => n * 2 };
const trace = (e, word) => e.record.set("trace", e.record.get("trace") + word + " ");
module.exports = { extensions: [
  { name: "first",
    hooks: [
      { on: "recordCreate", collections: ["orders"],
        before: (e) => {
          trace(e, "first-before");
          if (e.record.get("title") === "refuse") throw new ForbiddenError("Not you.");
          if (e.record.get("title") === "fault") throw new Error("secret detail");
        },
        after: (e) => {
          if (e.record.get("title") === "after") throw new Error("too late to refuse");
          if (e.record.get("title") !== "chain") return;
          trace(e, "first-after");
          e.app.saveNoValidate(e.record);
        } },
      { on: "recordAfterCreateSuccess", collections: ["orders"],
        before: (e) => { if (e.record.get("title") === "committed") throw new Error("after commit"); } },
    ],
    routes: [
      { method: "GET", path: "/api/first/{id}/x", auth: "public", handler: (ctx) => ({
          id: ctx.params.id, query: ctx.query, guest: ctx.auth === null, doubled: shared.doubled(21),
          method: ctx.request.method, path: ctx.request.path, agent: ctx.request.header("X-Agent"), ip: ctx.request.ip }) },
      { method: "POST", path: "/api/first", auth: "public",
        body: { sku: { required: true, pattern: "^[A-Z]+$" }, quantity: { integer: true, min: 1 } },
        handler: (ctx) => ({ body: ctx.body, text: ctx.request.text() }) },
      { method: "POST", path: "/api/first/raw", auth: "public", handler: (ctx) => ({ body: ctx.body }) },
      { method: "GET", path: "/api/first/nothing", auth: "public", handler: () => {} },
      { method: "GET", path: "/api/first/html", auth: "public", handler: (ctx) => ctx.event.html(200, "<b>hi</b>") },
      { method: "GET", path: "/api/first/fault", auth: "public", handler: () => { throw new Error("secret detail"); } },
      { method: "GET", path: "/api/first/missing", auth: "public", handler: (ctx) => ctx.app.findRecordById("orders", "none") },
      { method: "GET", path: "/api/first/database", auth: "public", handler: (ctx) => ctx.app.db().newQuery("SELECT secret_detail").execute() },
      { method: "GET", path: "/api/first/nested", auth: "public", handler: (ctx) => {
          const record = new Record(ctx.app.findCollectionByNameOrId("orders"));
          record.set("title", "refuse");
          ctx.app.save(record);
        } },
      { method: "GET", path: "/api/first/any", auth: "any", handler: (ctx) => ({ email: ctx.auth.get("email") }) },
      { method: "GET", path: "/api/first/super", auth: "superusers", handler: () => ({}) },
      { method: "GET", path: "/api/first/users", auth: ["users"], handler: () => ({}) },
    ],
    crons: [
      { name: "first-cron", schedule: "0 0 1 1 *", handler: (ctx) => ctx.log.info("cron says " + shared.doubled(4)) },
      { name: "first-fault", schedule: "0 0 1 1 *", handler: () => { throw new Error("cron fault"); } },
    ] },
  { name: "second",
    hooks: [{ on: "recordCreate", collections: ["orders"],
      before: (e) => trace(e, "second-before"),
      after: (e) => { if (e.record.get("title") === "chain") trace(e, "second-after"); } }] },
] };`,
});
const orders = server.client().collection("orders");
const get = (path: string) => server.client().send(path, { headers: { "X-Agent": "test" } });
const post = (path: string, body: unknown) => server.client().send(path, { method: "POST", body });

describe("hooks", () => {
  it("run before in order and after in reverse, around one e.next()", async () => {
    const { id } = await orders.create({ title: "chain" });
    const { items, totalItems } = await orders.getList();
    expect(totalItems).toBe(1);
    expect(items[0]?.id).toBe(id);
    expect(items[0]?.trace).toBe("first-before second-before second-after first-after ");
  });

  it("refuse with an API error before, and nothing is saved", async () => {
    const before = await orders.getList();
    expect(await failure(orders.create({ title: "refuse" }))).toMatchObject({
      status: 403,
      message: "Not you.",
    });
    expect((await orders.getList()).totalItems).toBe(before.totalItems);
  });

  it("answer a plain error as a 500 without internals, logged with its line", async () => {
    const answer = await failure(orders.create({ title: "fault" }));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain("secret");
    const line = await server.waitForLog(
      /recordCreate of orders \(before\) failed: .*secret detail/,
    );
    expect(line).toContain("secret detail");
    await expect.poll(server.log).toMatch(/pocketbundle\.config\.js:\d+/);
    expect(server.log()).not.toContain("pocketbundle:///");
  });

  it.each(["after", "committed"])("do not fail a committed write (%s)", async (title) => {
    const { id } = await orders.create({ title });
    expect((await orders.getOne(id)).title).toBe(title);
    await server.waitForLog(/(too late to refuse|after commit)/);
  });
});

describe("routes", () => {
  it("hand over parameters, query, headers and the config's closures", async () => {
    expect(await get("/api/first/a-1/x?q=%C3%A4")).toEqual({
      id: "a-1",
      query: { q: "ä" },
      guest: true,
      doubled: 42,
      method: "GET",
      path: "/api/first/a-1/x",
      agent: "test",
      ip: "127.0.0.1",
    });
  });

  it("check the body and drop fields without rules", async () => {
    const body = { sku: "ABC", quantity: 2, admin: true };
    const answer = await post("/api/first", body);
    expect(answer.body).toEqual({ sku: "ABC", quantity: 2 });
    expect(JSON.parse(answer.text)).toEqual(body);
    const wrong = await failure(post("/api/first", { sku: "a", quantity: "2" }));
    expect(wrong.status).toBe(400);
    expect(wrong.data).toMatchObject({
      sku: { code: "validation_pattern" },
      quantity: { code: "validation_integer" },
    });
  });

  it.each(["{", "[", "\u0000", "nul"])("refuse the body %j", async (body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${server.url}/api/first/raw`, { method: "POST", headers, body });
    expect(answer.status).toBe(400);
  });

  it("answer 204 for nothing, and leave other answers to the handler", async () => {
    const [nothing, html] = await Promise.all(
      ["nothing", "html"].map((name) => fetch(`${server.url}/api/first/${name}`)),
    );
    expect(nothing?.status).toBe(204);
    expect(await html?.text()).toBe("<b>hi</b>");
  });

  it.each([
    ["fault", 500],
    ["database", 500],
    ["missing", 404],
    ["nested", 403],
    ["any", 401],
    ["super", 401],
    ["users", 401],
  ])("%s is %i, without internals", async (name, status) => {
    const answer = await failure(get(`/api/first/${name}`));
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer)).not.toMatch(/secret|sql|\.js|\.ts/);
  });

  it("let in the users that they name", async () => {
    expect(await server.pb.send("/api/first/any", {})).toEqual({ email: server.superuser.email });
    expect(await server.pb.send("/api/first/super", {})).toEqual({});
    expect((await failure(server.pb.send("/api/first/users", {}))).status).toBe(403);
  });
});

describe("crons", () => {
  it("run with the config's closures, and end their faults in the log", async () => {
    await server.pb.crons.run("first-cron");
    await server.waitForLog(/cron says 8/);
    await server.pb.crons.run("first-fault");
    await server.waitForLog(/first: cron first-fault failed: .*cron fault/);
  });
});

describe("collections", () => {
  const config = (fields: string, indexes = "") => `module.exports = { extensions: [{ name: "stock",
    collections: [{ name: "stock_items", fields: [${fields}], indexes: [${indexes}] }] }] };`;
  const SKU = '{ name: "sku", type: "text", required: true }';
  const INDEX = '"CREATE UNIQUE INDEX `idx_stock_sku` ON `stock_items` (`sku`)"';

  it("are made once, closed to all but superusers, and grow with the config", async () => {
    const own = await serve({ config: config(SKU), migrations: ORDERS });
    const first = await own.pb.collections.getOne("stock_items");
    expect(first).toMatchObject({
      type: "base",
      listRule: null,
      createRule: null,
      deleteRule: null,
    });
    await own.pb.collection("stock_items").create({ sku: "A-1" });

    await own.restart();
    expect(await own.pb.collections.getOne("stock_items")).toEqual(first);

    const { writeFileSync } = await import("node:fs");
    const file = `${own.folder.hooks}/pocketbundle.config.js`;
    writeFileSync(file, config(`${SKU}, { name: "count", type: "number", min: 0 }`, INDEX));
    await own.restart();
    const grown = await own.pb.collections.getOne("stock_items");
    expect(grown.fields.map(({ name }) => name)).toContain("count");
    expect(grown.indexes).toHaveLength(1);
    expect((await own.pb.collection("stock_items").getFullList())[0]?.sku).toBe("A-1");
    await own.restart();
    expect(await own.pb.collections.getOne("stock_items")).toEqual(grown);
  });
});
