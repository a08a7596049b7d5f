import { describe, expect, it } from "vitest";
import { ExitError } from "../../kit/testing/index.ts";
import { testApp } from "./app.ts";

const orders = "/api/collections/orders/records";

describe("hooks", () => {
  it("call e.next() once, between all before and all after", () => {
    const app = testApp({
      config: `
        const log = (word) => () => console.log(word);
        const hook = (name) => ({ name, hooks: [{ on: "recordCreateExecute", collections: ["orders"],
          before: log(name + " before"), after: log(name + " after") }] });
        module.exports = { extensions: [hook("a"), hook("constructor")] };`,
      files: {
        "probe.pb.js": `onRecordCreateExecute((e) => { console.log("write"); e.next() }, "orders")`,
      },
    });
    expect(app.request("POST", orders, { body: { title: "x" } }).status).toBe(200);
    expect(app.console.filter((line) => line === "write")).toHaveLength(1);
    expect(app.console.filter((line) => line !== "write")).toEqual([
      "a before",
      "constructor before",
      "constructor after",
      "a after",
    ]);
  });

  it.each([
    ["before", 500, 0],
    ["after", 200, 1],
  ])("with a fault in %s answer %i and leave %i records", (part, status, count) => {
    const app = testApp({
      config: `module.exports = { extensions: [{ name: "x", hooks: [{ on: "recordCreate", collections: ["orders"],
        ${part}() { throw new Error("secret detail") } }] }] };`,
    });
    const answer = app.request("POST", orders, { body: { title: "x" } });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.json)).not.toContain("secret");
    expect(app.request("GET", orders).json.totalItems).toBe(count);
    expect(app.logs.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`x: recordCreate of orders (${part}) failed: Error: secret detail`),
    );
  });

  it("leave other collections alone", () => {
    const app = testApp({
      config: `module.exports = { extensions: [{ name: "x", hooks: [{ on: "recordCreate", collections: ["others"],
        before() { throw new Error("not mine") } }] }] };`,
    });
    expect(app.request("POST", orders, { body: { title: "x" } }).status).toBe(200);
  });
});

describe("a wrong config", () => {
  it.each([
    ["{ validte: {} }", /validte\n.*Did you mean "validate"/s],
    ["{ receive: { stripe: { secret: process.env.NOPE, on: {} } } }", /not set: NOPE/],
    ['{ mail: { messages: { a: { on: "orders:create", to: "a@b.co" } } } }', /mail\/a\.html/],
  ])("%s ends the process", (config, message) => {
    const start = () => testApp({ config: `module.exports = ${config}` });
    expect(start).toThrow(ExitError);
    expect(start).toThrow(message);
  });
});

describe("routes", () => {
  const app = () =>
    testApp({
      config: `module.exports = { extensions: [{ name: "x", routes: [
        { method: "POST", path: "/api/x/{id}", auth: "public", body: { n: { required: true, integer: true } },
          handler: (ctx) => ({ id: ctx.params.id, body: ctx.body }) },
        { method: "GET", path: "/api/closed", auth: "superusers", handler: () => ({}) } ] }] };`,
    });

  it("answer what the handler returns, with the checked body only", () => {
    const answer = app().request("POST", "/api/x/7", { body: { n: 1, admin: true } });
    expect(answer).toMatchObject({ status: 200, json: { id: "7", body: { n: 1 } } });
    expect(answer.json.body).not.toHaveProperty("admin");
  });

  it.each([{}, { n: 1.5 }, { n: "1" }, { n: null }])("refuse the body %j", (body) => {
    const answer = app().request("POST", "/api/x/7", { body });
    expect(answer).toMatchObject({
      status: 400,
      json: { data: { n: { code: expect.stringMatching(/^validation_/) } } },
    });
  });

  it("are closed to all but the users that they name", () => {
    const own = app();
    expect(own.request("GET", "/api/closed").status).toBe(401);
    expect(own.request("GET", "/api/closed", { auth: own.superuser }).status).toBe(200);
  });
});
