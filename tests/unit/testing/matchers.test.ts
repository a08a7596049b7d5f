import assert from "node:assert";
import { describe, expect, it } from "vitest";
import { assertEnqueued, assertRejectedWith, assertSent } from "../../../kit/testing/index.ts";
import "../../../kit/testing/vitest.ts";
import { testApp } from "../app.ts";

const CONFIG = `module.exports = {
  validate: { orders: { fields: { title: { minLength: 3 }, email: { required: true, email: true } } } },
  extensions: [{
    name: "x",
    changes: [{ on: "orders:create", handler: (change, ctx) => ctx.jobs.enqueue("greet", { to: change.record.email, list: [1, 2] }) }],
    jobs: { greet: { handler: ({ to }, ctx) => ctx.app.newMailClient().send(new MailerMessage({
      from: { address: "shop@example.com", name: "Shop" }, to: [{ address: to, name: "A" }], subject: "Hello", html: "<p>Hi</p>" })) } },
  }],
};`;
const path = "/api/collections/orders/records";

describe("matchers", () => {
  it("say which fields are refused, and how", () => {
    const app = testApp({ config: CONFIG });
    const refused = app.request("POST", path, { body: { title: "a", email: "x" } });
    const fields = { title: "validation_min_length", email: "validation_email" };
    const codes = Object.fromEntries(
      Object.entries(refused.json.data).map(([name, error]) => [
        name,
        (error as typeof fields & { code: string }).code,
      ]),
    );
    expect(refused).toRejectWith(codes);
    expect(() => app.save("orders", { title: "a", email: "x" })).toRejectWith(codes);
    assertRejectedWith(refused, codes);
    expect(refused).not.toRejectWith({ title: codes.title as string });
    expect(app.request("POST", path, { body: { title: "abc", email: "a@b.co" } })).not.toRejectWith(
      {},
    );
    expect(() => expect(refused).toRejectWith({ ...codes, note: "nope" })).toThrow(
      /expected status 400 and .*"note":"nope".*, got status 400 and/,
    );
    expect(() => assertRejectedWith(refused, {})).toThrow(assert.AssertionError);
  });

  it("find jobs and mails", () => {
    const app = testApp({ config: CONFIG });
    app.save("orders", { title: "abc", email: "anna@example.com" });
    expect(app).not.toHaveEnqueued("greet");
    app.drain();
    expect(app).toHaveEnqueued("greet");
    expect(app).toHaveEnqueued("greet", { status: "done", payload: { to: /^anna/ } });
    assertEnqueued(app, "greet", { payload: { list: [1, 2] }, attempts: expect.any(Number) });
    expect(app).not.toHaveEnqueued("greet", { payload: { list: [1] } });
    expect(() => expect(app).toHaveEnqueued("other")).toThrow("jobs of these types: greet");
    expect(app).toHaveSent({ to: "anna@example.com", subject: /^Hel/, html: "<p>Hi</p>" });
    assertSent(app, { from: "shop@example.com" });
    expect(app).not.toHaveSent({ to: "bert@example.com" });
    expect(() => assertSent(app, { subject: /Bye/ })).toThrow(/"subject":"\/Bye\/".*anna@/);
  });
});
