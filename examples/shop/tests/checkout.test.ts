import { expect, test } from "vitest";
import { anna, shop } from "./shop.ts";

test("a placed order can be paid, by whom it belongs to", () => {
  const app = shop();
  const { auth, place } = anna(app);
  const { id } = place().json;
  const checkout = (options: object) =>
    app.request("POST", "/api/shop/checkout", { body: { order: id }, ...options });
  expect(checkout({ auth })).toMatchObject({ json: { url: `http://pay.example?order=${id}` } });
  expect(checkout({}).status).toBe(401);
  const bert = app.save("customers", {
    name: "Bert",
    email: "b@example.com",
    password: "12345678",
  });
  expect(checkout({ auth: bert }).status).toBe(404);
});

test("only a placed order is paid", () => {
  const app = shop();
  const { auth, place } = anna(app);
  const { id } = place({ status: "draft" }).json;
  const body = { order: id };
  expect(app.request("POST", "/api/shop/checkout", { auth, body }).status).toBe(400);
  expect(app.request("POST", "/api/shop/checkout", { auth, body: {} })).toRejectWith({
    order: "validation_required",
  });
});
