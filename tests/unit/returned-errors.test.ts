// An error that a handler returns counts as thrown, everywhere.
import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

const start = (parts: string) =>
  testApp({
    now: "2030-01-01T00:00:00Z",
    config: `module.exports = { extensions: [{ name: "x", ${parts} }] };`,
  });
const orders = "/api/collections/orders/records";
const route = (handler: string) =>
  `routes: [{ method: "POST", path: "/api/go", auth: "public", handler: (ctx) => ${handler} }]`;

describe("a returned error counts as thrown", () => {
  it.each([
    ["ctx.refuse({ title: 'No.' })", 400, { title: { message: "No." } }],
    ["new BadRequestError('No.', { title: new ValidationError('no', 'No.') })", 400, { title: {} }],
    ["new Error('secret')", 500, {}],
  ])("by a hook: %s answers %i", (error, expected, data) => {
    const app = start(
      `hooks: [{ on: "recordCreate", collections: ["orders"], before: (e, ctx) => ${error} }]`,
    );
    const { status, json } = app.request("POST", orders, { body: { title: "a" } });
    expect([status, JSON.stringify(json).includes("secret")]).toEqual([expected, false]);
    expect(json.data).toMatchObject(data);
    expect(app.app.countRecords("orders")).toBe(0);
  });

  it("by `after` in a transaction: the write is undone", () => {
    const app = start(
      `hooks: [{ on: "recordCreateExecute", collections: ["orders"], transaction: true, after: (e, ctx) => ctx.refuse({ title: "No." }) }]`,
    );
    expect(app.request("POST", orders, { body: { title: "a" } }).status).toBe(400);
    expect(app.app.countRecords("orders")).toBe(0);
  });

  it.each([
    ["ctx.refuse({ sku: 'No.' })", 400],
    ["new ForbiddenError('No.')", 403],
    ["new Error('secret')", 500],
  ])("by a route: %s answers %i", (error, expected) => {
    const { status, json } = start(route(error)).request("POST", "/api/go");
    expect([status, JSON.stringify(json).includes("secret")]).toEqual([expected, false]);
  });

  it("by the function of a transaction: nothing of it stays", () => {
    const app = start(
      route(`ctx.transaction((tx) => {
        tx.app.save(new Record(tx.app.findCollectionByNameOrId("orders"), { title: "undone" }));
        return new BadRequestError("No.");
      })`),
    );
    expect(app.request("POST", "/api/go").status).toBe(400);
    expect(app.app.countRecords("orders")).toBe(0);
  });

  it("by the handler of a change: it is tried again", () => {
    const app = start(`changes: [{ on: "orders:create", handler: () => new Error("not yet") }]`);
    app.save("orders", { title: "a" });
    app.drain();
    expect(app.jobs).toMatchObject([{ type: "bundle.change", status: "queued", attempts: 1 }]);
  });

  it("by a cron: it is logged", () => {
    const app = start(
      `crons: [{ name: "report", schedule: "@daily", handler: () => new Error("no report") }]`,
    );
    app.cron("report").run();
    expect(app.console.join()).toContain("cron report failed: Error: no report");
  });

  it.each([
    [
      "ctx.retryIn(60, 'busy')",
      { status: "queued", attempts: 1, runAt: "2030-01-01 00:01:00.000Z" },
    ],
    ["ctx.postpone(60)", { status: "queued", attempts: 0, runAt: "2030-01-01 00:01:00.000Z" }],
    ["ctx.discard('no such order')", { status: "dead", attempts: 1 }],
    ["new Error('no')", { status: "queued", attempts: 1 }],
    ["({ message: 'fine' })", { status: "done" }],
    ["ctx.app.findCollectionByNameOrId('orders')", { status: "done" }],
  ])("by a job: %s", (error, expected) => {
    const app = start(
      `${route("ctx.jobs.enqueue('a')")}, jobs: { a: { handler: (_, ctx) => ${error} } }`,
    );
    app.request("POST", "/api/go");
    app.drain();
    expect(app.jobs).toMatchObject([expected]);
  });
});

describe("an argument of ctx that would have no effect is refused", () => {
  it.each([
    ["ctx.retryIn('60')", /ctx.retryIn takes a number of seconds, 0 to \d+, got "60"/],
    ["ctx.retryIn(null)", /ctx.retryIn takes a number of seconds, .* got null/],
    ["ctx.postpone()", /ctx.postpone takes a number of seconds/],
    ["ctx.postpone(Date.now() + 60000)", /ctx.postpone takes a number of seconds/],
  ])("in a job: %s", (call, message) => {
    const app = start(
      `${route("ctx.jobs.enqueue('a')")}, jobs: { a: { handler: (_, ctx) => ${call} } }`,
    );
    app.request("POST", "/api/go");
    app.drain();
    expect(app.jobs[0]?.error).toMatch(message);
  });

  it("in an error at a field", () => {
    const app = start(route("ctx.refuse({ sku: { mesage: 'No.', message: 'No.' } })"));
    expect(app.request("POST", "/api/go").status).toBe(500);
    expect(app.console.join()).toMatch(
      /Unknown part of the error at "sku" "mesage". Did you mean "message"\?/,
    );
  });
});

describe("a listener of a collection that is not there", () => {
  const listen = (on: string) => `changes: [{ on: "${on}:create", handler() {} }]`;

  it("is said at start-up", () => {
    expect(start(listen("ordres")).console.join()).toContain(
      'names the collection "ordres", which does not exist (yet). Did you mean "orders"?',
    );
    expect(start(listen("orders")).console).toEqual([]);
  });

  it("under that name is refused", () => {
    expect(() => start(listen("Orders"))).toThrow(/The collection is called "orders"/);
  });
});
