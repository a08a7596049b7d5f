import { fileURLToPath } from "node:url";
import { createTestApp, type TestApp } from "pocketbundle/testing";
import { onTestFinished } from "vitest";
import "pocketbundle/testing/vitest";

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
/** In a project of its own it lies in pb_hooks, and `hooksDir: "pb_hooks"` is all there is to say. */
const bundle = path("../../pb_hooks/pocketbundle.pb.js");

/** The shop's own hooks and migrations, on a PocketBase that is not there. */
export function shop(): TestApp {
  const app = createTestApp({
    copy: [
      ...["pocketbundle.config.js", "story.js", "mail"].map((name) => path(`pb_hooks/${name}`)),
      bundle,
    ],
    migrationsDir: path("pb_migrations"),
    env: {
      STRIPE_WEBHOOK_SECRET: "whsec_test",
      SHOP_PAY_URL: "http://pay.example",
      SHOP_INBOX_URL: "http://inbox.example",
    },
  });
  onTestFinished(() => app.stop());
  return app;
}

/** Anna, a mug, and the order of two that she would place. */
export function anna(app: TestApp) {
  const auth = app.save("customers", {
    name: "Anna",
    email: "anna@example.com",
    password: "12345678",
  });
  const mug = app.app.findFirstRecordByData("products", "sku", "MUG-1");
  const price = mug.getInt("price");
  const order = {
    customer: auth.id,
    product: mug.id,
    quantity: 2,
    price,
    total: 2 * price,
    email: "anna@example.com",
    status: "placed",
  };
  const place = (changes = {}) =>
    app.request("POST", "/api/collections/orders/records", {
      auth,
      body: { ...order, ...changes },
    });
  return { auth, mug, place };
}
