// The built bundle on the mock: what a user's own tests look like.
import { createHmac } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createTestApp, ExitError } from "../../../src/testing/index.ts";

const BUNDLE = "pb_hooks/pocketbundle.pb.js";
const SECRET = "whsec_test";

function shop() {
  const app = createTestApp({
    copy: [BUNDLE],
    files: {
      "pocketbundle.config.js": `module.exports = {
        validate: { orders: { fields: { quantity: { integer: true, min: 1 }, email: { email: true } } } },
        mail: { messages: { placed: { on: "orders:create", to: (change) => change.record.email, data: (change) => change.record } } },
        receive: { stripe: { secret: process.env.SECRET, on: { paid: (event, ctx) => {
          const order = ctx.app.findRecordById("orders", event.data.object.id);
          order.set("status", "paid");
          ctx.app.save(order);
        } } } },
      }`,
      "mail/placed.html": "<p>{{quantity}} of them</p>",
      "mail/placed.subject.txt": "Your order",
    },
    collections: [
      {
        type: "base",
        name: "orders",
        createRule: "",
        fields: [
          { type: "number", name: "quantity" },
          { type: "text", name: "email" },
          { type: "text", name: "status" },
        ],
      },
    ],
    env: { SECRET },
  });
  onTestFinished(() => app.stop());
  return app;
}

const order = (body: object) => ["POST", "/api/collections/orders/records", { body }] as const;

test("field errors, a mail and a signed webhook", () => {
  const app = shop();
  expect(app.request(...order({ quantity: 0.5, email: "x" }))).toMatchObject({
    status: 400,
    json: { data: { quantity: { code: expect.any(String) }, email: { code: expect.any(String) } } },
  });
  expect(app.mails).toEqual([]);

  const { id } = app.request(...order({ quantity: 2, email: "anna@example.com" })).json as {
    id: string;
  };
  app.drain();
  expect(app.mails).toMatchObject([{ subject: "Your order", html: "<p>2 of them</p>" }]);

  const body = JSON.stringify({ id: "evt_1", type: "paid", data: { object: { id } } });
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", SECRET).update(`${time}.${body}`).digest("hex");
  const receive = (v1: string) =>
    app.request("POST", "/api/bundle/receive/stripe", {
      body,
      headers: { "Content-Type": "application/json", "Stripe-Signature": `t=${time},v1=${v1}` },
    });
  expect(receive("00").status).toBe(400);
  expect(app.find("orders", id).get("status")).toBe("");
  expect(receive(signature).status).toBe(200);
  expect(app.find("orders", id).get("status")).toBe("paid");
});

test("a wrong config ends the server", () => {
  const start = () =>
    createTestApp({
      copy: [BUNDLE],
      files: { "pocketbundle.config.js": "module.exports = { validat: {} }" },
    });
  expect(start).toThrow(ExitError);
  expect(start).toThrow(/validate/);
});
