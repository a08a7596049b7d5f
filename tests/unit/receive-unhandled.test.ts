import { describe, expect, it } from "vitest";
import { SENDERS } from "../senders.ts";
import { testApp } from "./app.ts";

const CONFIG = `module.exports = { receive: Object.fromEntries(["shop", "bank"].map((name) => [name, {
  verify: (request) => { const { id, type } = JSON.parse(request.text()); return { event: id, type, payload: {} }; },
  on: { "invoice.paid": () => {}, "order.*": () => {} },
}])) };`;

function start() {
  const app = testApp({ config: CONFIG });
  let count = 0;
  const send = (source: string, type: string) => {
    const path = `/api/bundle/receive/${source}`;
    expect(app.request("POST", path, { body: { id: `evt_${count++}`, type } }).status).toBe(200);
  };
  return { app, send };
}

describe("a type that no handler takes", () => {
  it("is reported once for each source, with the most similar name", () => {
    const { app, send } = start();
    for (const type of ["invoice.payd", "invoice.payd", "order.made", "invoice.paid"]) {
      send("shop", type);
    }
    send("bank", "invoice.payd");
    app.drain();
    const line = (source: string) =>
      `Pocketbundle: receive.${source}: no handler in "on" takes the type "invoice.payd", so its events are stored as "ignored". Did you mean "invoice.paid"? Add a handler for it, or one for "*", which takes every other type.`;
    expect(app.console).toEqual([line("shop"), line("bank")]);
    const logged = app.logs.map(({ message }) => message).filter((text) => text.includes("takes"));
    expect(logged).toEqual([line("shop"), line("bank")]);
  });

  it("is shown on one line, and in 100 characters at most", () => {
    const { app, send } = start();
    send("shop", "a\n\u001b[2J\u009b\u202eb");
    send("shop", "é".repeat(200));
    expect(app.console).toEqual([
      expect.stringContaining('the type "a\\n\\u001b[2J\\u009b\\u202eb", so'),
      expect.stringContaining(`the type "${"é".repeat(98)}…, so`),
    ]);
  });

  it("is one of 20 at most that a process reports", () => {
    const { app, send } = start();
    for (let i = 0; i < 30; i++) send(i % 2 ? "shop" : "bank", `unknown ${i}`);
    expect(app.console).toHaveLength(20);
    expect(app.console[18]).not.toContain("Further");
    expect(app.console[19]).toMatch(/Further types are not reported until the next start\.$/);
  });
});

it("an event that neither a sync nor a handler takes is reported by its job", async () => {
  const app = testApp({
    config: `module.exports = { receive: { stripe: { secret: "whsec_test", on: { "customer.created": () => {} },
      sync: { payments: { collection: "orders", match: { id: "reference" }, fields: { title: "status" } } } } } };`,
  });
  const body = JSON.stringify({ id: "evt_1", type: "customer.create", data: { object: {} } });
  const headers = await SENDERS.stripe(body, { secret: "whsec_test" });
  const path = "/api/bundle/receive/stripe";
  expect(app.request("POST", path, { body, headers }).status).toBe(200);
  expect(app.console).toEqual([]);
  app.drain();
  expect(app.console).toEqual([expect.stringContaining('Did you mean "customer.created"?')]);
});

it("GitHub's ping is not reported", () => {
  const source = CONFIG.replace('"shop"', '"github"');
  const app = testApp({ config: source });
  app.request("POST", "/api/bundle/receive/github", { body: { id: "1", type: "ping" } });
  app.request("POST", "/api/bundle/receive/bank", { body: { id: "1", type: "ping" } });
  expect(app.console).toEqual([expect.stringContaining("receive.bank")]);
});
