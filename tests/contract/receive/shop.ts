// The contract tests of payments share a shop, whose records are kept in step, and the events of
// its senders.
import type { Driver } from "../drivers.ts";
import { deliver, statuses } from "./webhooks.ts";

export const sources = `(() => {
const sync = {
  subscriptions: { collection: "subs", match: { remote: "id" }, missing: "create" },
  customers: { collection: "members", match: { customer: "id", id: "user", ref: "reference" }, fields: { customer: "id", email: "email", name: "name" }, missing: "ignore" },
  payments: [
    { collection: "payments", match: { payment_id: "id" }, missing: "create" },
    { collection: "orders", match: { id: "reference", payment: "id" }, missing: "ignore",
      when: (payment, order) => order.get("state") !== "shipped",
      fields: { state: "status", payment: "id", paid: (payment) => payment.status === "paid" ? payment.amount : undefined } },
  ],
};
const { stripe, paddle, lemonsqueezy } = secrets;
return {
  "shop-stripe": { scheme: "stripe", secret: stripe, sync, on: { "invoice.paid": (event) => print("invoice", event.id) } },
  "shop-paddle": { scheme: "paddle", secret: paddle, sync },
  "shop-lemonsqueezy": { scheme: "lemonsqueezy", secret: lemonsqueezy, sync },
  "shop-strict": { scheme: "stripe", secret: stripe, sync: { payments: { collection: "orders", match: { id: "reference" } } } },
};
})()`;

export const migrations = {
  "1_shop.js": `migrate((app) => {
    const text = (...names) => names.map((name) => ({ type: "text", name }));
    const number = (...names) => names.map((name) => ({ type: "number", name }));
    const save = (name, ...fields) => app.save(new Collection({ type: "base", name, fields }));
    save("members", ...text("customer", "email", "name", "ref"));
    save("subs", ...text("remote", "customer", "status", "plan", "currency", "user"), ...number("amount", "quantity"),
      ...["period_end", "trial_end", "canceled_at", "cancel_at"].map((name) => ({ type: "date", name })), { type: "bool", name: "cancel_at_period_end" });
    save("orders", ...text("state", "payment", "currency", "note"), ...number("paid"));
    save("payments", ...text("payment_id", "status", "reference", "currency", "subscription"), ...number("amount", "refunded"));
  })`,
};

let count = 0;
export const stripe = (
  driver: Driver,
  type: string,
  created: number,
  object: unknown,
  source = "shop-stripe",
) =>
  deliver(driver, "stripe", { id: `evt_${count++}`, type, created, data: { object } }, { source });

export const paddle = (driver: Driver, event_type: string, micro: string, data: unknown) => {
  const occurred_at = `2026-01-01T12:00:00.${micro}Z`;
  const event = { event_id: `evt_${count++}`, event_type, occurred_at, data };
  return deliver(driver, "paddle", event, { source: "shop-paddle" });
};

export interface LemonObject {
  type: string;
  id?: string;
  attributes: object;
}
export const lemon = (
  driver: Driver,
  event_name: string,
  second: number,
  { attributes, ...data }: LemonObject,
  custom = {},
) => {
  const updated_at = `2026-01-01T12:00:0${second}.000000Z`;
  const event = {
    meta: { event_name, custom_data: custom },
    data: { ...data, attributes: { ...attributes, updated_at } },
  };
  return deliver(driver, "lemonsqueezy", event, { source: "shop-lemonsqueezy" });
};

const records = (collection: string) => `/api/collections/${collection}/records`;
export const create = async (driver: Driver, collection: string, body: object) => {
  const answer = await driver.request("POST", records(collection), { as: "superuser", body });
  return (answer.body as { id: string }).id;
};
export const change = (driver: Driver, collection: string, id: string, body: object) =>
  driver.request("PATCH", `${records(collection)}/${id}`, { as: "superuser", body });
/** Returns the given fields of the records that a filter finds once everything is handled. */
export async function find(driver: Driver, collection: string, filter: string, fields: string) {
  await driver.settle();
  const query = new URLSearchParams({ filter, sort: "@rowid" });
  const path = `${records(collection)}?${query}`;
  const { body } = await driver.request("GET", path, { as: "superuser" });
  const { items } = body as { items: Record<string, unknown>[] };
  return items.map((item) => fields.split(" ").map((name) => item[name]));
}

/** Returns the final statuses of a source's events. */
export const ends = async (driver: Driver, source: string) =>
  (await statuses(driver, source)).map((line) => line.split(" ").at(-1));
