// What the routes expect in their bodies, field by field.
import type { Random } from "./random.ts";
import { anyJson, anyText, type Fields, json, type Maker, object } from "./values.ts";

export const text =
  (...texts: string[]): Maker =>
  (random) =>
    json(random.chance(0.8) ? random.pick(texts) : anyText(random));
const number = (random: Random) => String(random.below(100));
const flag = (random: Random) => random.pick(["true", "false"]);
const list =
  (item: Maker): Maker =>
  (random) =>
    `[${random.some(4, () => item(random)).join()}]`;
const date: Maker = text("2026-01-01 00:00:00.000Z", "2026-01-01T00:00:00Z", "1999-12-31", "x");
export const serial: Maker = (random) => json(`n${random.below(1e9)}`);
/** What comes after a signature is marked, and so is what has none (checks.ts). */
export const MARK = "marked";

export const EVENT: Fields = {
  id: (random) => json(`evt_${random.next()}`),
  event_id: (random) => json(`evt_${random.next()}`),
  event: (random) => json(`ev${random.next()}`),
  type: text(
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "invoice.paid",
    "checkout.session.completed",
    "charge.refunded",
  ),
  event_type: text("subscription.updated", "subscription.canceled", "transaction.completed"),
  created: number,
  occurred_at: date,
  livemode: flag,
  payload: anyJson,
  meta: object({
    event_name: text("subscription_updated", "order_created"),
    test_mode: flag,
    custom_data: anyJson,
  }),
  data: object({
    id: serial,
    object: object({
      id: serial,
      object: text("subscription", "invoice"),
      customer: serial,
      status: text("active"),
      items: object({
        data: list(
          object({ price: object({ id: serial, unit_amount: number }), quantity: number }),
        ),
      }),
      metadata: anyJson,
      current_period_end: number,
    }),
    attributes: object({
      status: text("active"),
      ends_at: date,
      user_email: text("ada@example.com"),
      updated_at: date,
      first_order_item: anyJson,
    }),
    status: text("active"),
    items: list(object({ price: object({ id: serial }), quantity: number })),
    current_billing_period: object({ ends_at: date }),
  }),
};

const address = (random: Random) => json(`${MARK}${random.below(500)}@example.com`);
export const FEEDBACK: Fields = {
  // Mailgun
  "event-data": object({
    event: text("failed", "complained", "unsubscribed"),
    severity: text("permanent"),
    recipient: address,
    tags: list(text("news")),
    "delivery-status": object({ description: text("no") }),
  }),
  // Resend
  type: text("email.bounced", "email.complained"),
  data: object({
    to: list(address),
    bounce: object({ type: text("Permanent"), message: text("no") }),
    tags: anyJson,
  }),
  // Postmark
  RecordType: text("Bounce", "SpamComplaint", "SubscriptionChange"),
  Type: text("HardBounce", "Notification", "Unsubscribe"),
  Email: address,
  Description: text("no"),
  SuppressSending: flag,
  // SES
  Message: (random) =>
    json(
      object({
        notificationType: text("Bounce", "Complaint"),
        bounce: object({
          bounceType: text("Permanent"),
          bouncedRecipients: list(object({ emailAddress: address })),
        }),
        complaint: object({ complainedRecipients: list(object({ emailAddress: address })) }),
      })(random),
    ),
};

export const ORDER: Fields = {
  title: text("Order", "An order with a title"),
  sku: text("AB12", "", "X"),
  code: serial,
  email: text("ada@example.com", ""),
  link: text("https://example.com/", "x:y"),
  quantity: number,
  price: number,
  meta: (random) => (random.chance(0.5) ? '{"a":[1,2],"b":"xx"}' : anyJson(random)),
  list: list(text("a", "b", "c")),
  due: date,
  until: date,
  status: text("draft", "placed", "paid"),
  tags: list(text("a", "b", "c")),
  flag,
  owner: serial,
  place: (random) => (random.chance(0.5) ? '{"lon":1,"lat":2}' : anyJson(random)),
};
export const LINE: Fields = {
  id: serial,
  orders: list(text("order0000000000", "order0000000001")),
  owner: (random) => json(`o${random.below(50)}`),
  name: serial,
};
export const RULES: Fields = {
  name: text("Ada"),
  age: number,
  tags: list(text("a", "b")),
  at: date,
  tree: anyJson,
};
export const FREE: Fields = {
  name: quoted,
  email: text("ada@example.com"),
  text: anyJson,
  raw: anyJson,
};
export function quoted(random: Random) {
  return json(anyText(random));
}
export const BATCH: Fields = {
  requests: list(
    object({
      method: text("POST", "PATCH", "PUT"),
      url: text(
        "/api/collections/orders/records",
        "/api/collections/lines/records",
        "/api/collections/orders/records/order0000000000",
      ),
      headers: anyJson,
      body: object(ORDER),
    }),
  ),
};
export const USER: Fields = {
  email: (random) => json(`u${random.next()}@example.com`),
  password: text("12345678"),
  passwordConfirm: text("12345678"),
  name: text("Ada"),
};
