import assert from "node:assert";
import { describe, expect, it } from "vitest";
import {
  assertEnqueued,
  assertRejectedWith,
  assertSent,
  createTestApp,
} from "../../../kit/testing/index.ts";
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

  it("refuse a misspelt key of what is expected", () => {
    const app = testApp({ config: CONFIG });
    const mail = { subjct: /order/ } as never;
    const unknown = 'unknown key "subjct". Did you mean "subject"? Known: from, to, cc,';
    expect(() => assertSent(app, mail)).toThrow(unknown);
    expect(() => expect(app).not.toHaveSent(mail)).toThrow(unknown);
    const job = { paylaod: {}, state: "done" } as never;
    expect(() => expect(app).not.toHaveEnqueued("greet", job)).toThrow(
      /"paylaod"\. Did you mean "payload"\? .*"state"\. .*Known: id, type/,
    );
  });

  it("say why a mail was not sent", () => {
    const app = testApp({
      config: `module.exports = { mail: { from: "shop@example.com", messages: {
        placed: { on: "orders:create", to: ({ record }) => record.email } } } };`,
      files: { "mail/placed.html": "<title>Order</title>" },
    });
    const failure = () => {
      try {
        assertSent(app, { to: "anna@example.com" });
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(failure()).toMatch(/; sent: \[\]$/);
    app.save("orders", { title: "abc", email: "anna@example.com" });
    expect(failure()).toContain("; waiting: 1 change (call app.drain())");
    app.nodemailer.setShouldFailOnce();
    app.nodemailer.setFailResponse(new Error("550 No such user"));
    app.drain();
    expect(failure()).toContain('; the mail "placed" to anna@example.com is ');
    expect(failure()).toContain("550 No such user");
    expect(() => expect(app).toHaveSent({ to: "anna@example.com" })).toThrow("550 No such user");
  });

  it("say which collection a request did not find", () => {
    const app = testApp({ config: "module.exports = {}" });
    const answer = app.request("POST", "/api/collections/ordrs/records", { body: {} });
    expect(answer.hint).toBe('There is no collection "ordrs". Did you mean "orders"?');
    expect(() => expect(answer).toRejectWith({ title: "x" })).toThrow(answer.hint);
    expect(() => app.save("ordrs", {})).toThrow(answer.hint);
    expect(() => app.find("ordrs", "x")).toThrow(answer.hint);
    expect(app.request("GET", "/api/collections/orders/records/none")).not.toHaveProperty("hint");
    using empty = createTestApp();
    expect(empty.request("GET", "/api/collections/orders/records").hint).toBe(
      'There is no collection "orders". createTestApp() got no migrationsDir, migrations or collections, which make collections: give it for example migrationsDir: "pb_migrations".',
    );
  });
});
