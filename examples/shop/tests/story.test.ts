import { expect, test } from "vitest";
import { anna, shop } from "./shop.ts";

const story = (app: ReturnType<typeof shop>, id: string, options: object) =>
  app.request("GET", `/api/shop/orders/${id}/story`, options);

test("the story of an order has its mails, each with its job", () => {
  const app = shop();
  const { auth, place } = anna(app);
  const { id } = place().json;
  place();
  expect(story(app, id, { auth }).json).toEqual({
    inbox: "http://inbox.example",
    mails: [],
    events: [],
  });
  app.drain();
  app.save("orders", { id, status: "paid" });
  app.drain();
  const job = { id: expect.any(String), status: "done", attempts: 1 };
  expect(story(app, id, { auth }).json).toMatchObject({
    mails: [
      { message: "order-placed", to: "anna@example.com", status: "sent", job },
      { message: "order-paid", subject: "Paid: your order of 2 × Enamel mug", status: "sent", job },
    ],
  });
});

test("nobody else is told the story of an order", () => {
  const app = shop();
  const { id } = anna(app).place().json;
  const bert = app.save("customers", {
    name: "Bert",
    email: "b@example.com",
    password: "12345678",
  });
  expect(story(app, id, {}).status).toBe(401);
  expect(story(app, id, { auth: bert }).status).toBe(404);
});
