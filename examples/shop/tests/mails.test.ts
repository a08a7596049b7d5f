import { expect, test } from "vitest";
import { anna, shop } from "./shop.ts";

test("a placed order is thanked for once it is stored", () => {
  const app = shop();
  const { place } = anna(app);
  place({ status: "draft" });
  expect(place({ total: 1 }).status).toBe(400);
  expect(place().status).toBe(200);
  expect(app.mails).toEqual([]);
  app.drain();
  expect(app.mails).toMatchObject([
    {
      to: [{ address: "anna@example.com" }],
      subject: "Your order of 2 × Enamel mug",
      html: expect.stringContaining("Thank you, Anna"),
      text: expect.stringContaining("€28.00"),
    },
  ]);
});

test("a paid order is confirmed in the customer's own language", () => {
  const app = shop();
  const { auth, place } = anna(app);
  app.save("customers", { id: auth.id, lang: "de" });
  const { id } = place().json;
  app.save("orders", { id, status: "paid" });
  app.drain();
  expect(app.mails.map(({ subject }) => subject)).toEqual([
    "Ihre Bestellung: 2 × Enamel mug",
    "Bezahlt: 2 × Enamel mug",
  ]);
});

test("a mail that cannot be sent is tried again, and the order is there all the same", () => {
  const app = shop();
  app.nodemailer.setShouldFailOnce();
  expect(anna(app).place().status).toBe(200);
  app.drain();
  expect(app.mails).toEqual([]);
  app.clock.advance("1m");
  app.drain();
  expect(app).toHaveSent({ to: "anna@example.com", subject: /^Your order/ });
});
