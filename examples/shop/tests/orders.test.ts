import { expect, test } from "vitest";
import { anna, shop } from "./shop.ts";

test.each([
  [{ quantity: 0, total: 0 }, { quantity: "validation_min" }],
  [{ quantity: 1.5, total: 2100 }, { quantity: "validation_integer" }],
  [{ quantity: 100, total: 140_000 }, { quantity: "validation_max" }],
  [{ email: "anna" }, { email: "validation_email" }],
  [{ total: 1 }, { total: "total_mismatch" }],
  [{ price: 1, total: 2 }, { price: "price_changed" }],
  // The page sends this when nothing is chosen. There is one error, because nothing has no price.
  [{ product: "", price: 0, total: 0 }, { product: "validation_required" }],
])("an order with %j is refused", (changes, codes) => {
  expect(anna(shop()).place(changes)).toRejectWith(codes);
});

test("an order of what is not sold any more is refused", () => {
  const app = shop();
  const { mug, place } = anna(app);
  app.save("products", { id: mug.id, active: false });
  expect(place()).toRejectWith({ product: "not_sold" });
});

test("an order in somebody else's name is refused", () => {
  const app = shop();
  const { place } = anna(app);
  const bert = app.save("customers", {
    name: "Bert",
    email: "bert@example.com",
    password: "12345678",
  });
  expect(place({ customer: bert.id }).status).toBe(400);
});

test("an order with an id that is taken is refused, so sending it twice makes no second one", () => {
  const app = shop();
  const { place } = anna(app);
  const id = "a".repeat(15);
  expect(place({ id }).status).toBe(200);
  expect(place({ id })).toMatchObject({ status: 400, json: { data: { id: expect.anything() } } });
});
