// Tests the built bundle on the mock, as users' own tests do.
import { expect, onTestFinished, test } from "vitest";
import { createTestApp, ExitError } from "../../../kit/testing/index.ts";

const BUNDLE = "pb_hooks/pocketbundle.pb.js";

function shop() {
  const app = createTestApp({
    copy: [BUNDLE],
    files: {
      "pocketbundle.config.js": `module.exports = {
        validate: { orders: { fields: { quantity: { integer: true, min: 1 }, email: { email: true } } } },
        mail: { messages: { placed: { on: "orders:create", to: (change) => change.record.email, data: (change) => change.record } } },
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
  });
  onTestFinished(() => app.stop());
  return app;
}

const order = (body: object) => ["POST", "/api/collections/orders/records", { body }] as const;

test("field errors and a mail", () => {
  const app = shop();
  expect(app.request(...order({ quantity: 0.5, email: "x" }))).toMatchObject({
    status: 400,
    json: { data: { quantity: { code: expect.any(String) }, email: { code: expect.any(String) } } },
  });
  expect(app.mails).toEqual([]);

  app.request(...order({ quantity: 2, email: "anna@example.com" }));
  app.drain();
  expect(app.mails).toMatchObject([{ subject: "Your order", html: "<p>2 of them</p>" }]);
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

test("what triggers keep on a server is kept on the mock, and the app stops", () => {
  const app = createTestApp({
    copy: [BUNDLE],
    files: {
      "pocketbundle.config.js": `module.exports = { validate: { orders: {
        fields: { code: { unique: { caseInsensitive: true } } }, limit: { max: 1, per: ["email"] } } } }`,
    },
    collections: [
      {
        type: "base",
        name: "orders",
        createRule: "",
        fields: [
          { type: "text", name: "code" },
          { type: "text", name: "email" },
        ],
      },
    ],
  });
  expect(app.request(...order({ code: "a", email: "x" }))).toMatchObject({ status: 200 });
  expect(app.request(...order({ code: "A", email: "x" }))).toMatchObject({
    status: 400,
    json: {
      data: { code: { code: "validation_unique" }, email: { code: "validation_limit" } },
    },
  });
  app.stop();
});
