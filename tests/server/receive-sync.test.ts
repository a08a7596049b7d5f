// Records that are kept in step with what Stripe, Paddle and Lemon Squeezy tell, in any order.
import { expect, it } from "vitest";
import { SECRETS, SENDERS, type SenderName } from "../senders.ts";
import { refuse, serveAll } from "./bundle.ts";
import { PROBE, probe, settled } from "./work.ts";

const MIGRATIONS = {
  "1_shop.js": `migrate((app) => {
    const text = (...names) => names.map((name) => ({ type: "text", name }));
    const number = (...names) => names.map((name) => ({ type: "number", name }));
    const save = (name, ...fields) => app.save(new Collection({ type: "base", name, fields }));
    save("members", ...text("customer", "email", "name", "ref"));
    save("subs", ...text("remote", "customer", "status", "plan", "currency", "user"), ...number("amount", "quantity"),
      { type: "date", name: "period_end" }, { type: "bool", name: "cancel_at_period_end" });
    save("orders", ...text("state", "payment", "currency", "note"), ...number("paid"));
    save("payments", ...text("payment_id", "status", "reference", "currency", "subscription"), ...number("amount", "refunded"));
  })`,
};
const sync = `{
  subscriptions: { collection: "subs", match: { remote: "id" }, missing: "create" },
  customers: { collection: "members", match: { customer: "id", id: "user", ref: "reference" }, fields: { customer: "id", email: "email", name: "name" }, missing: "ignore" },
  payments: [
    { collection: "payments", match: { payment_id: "id" }, missing: "create" },
    { collection: "orders", match: { id: "reference", payment: "id" }, missing: "ignore",
      when: (payment, order) => order.get("state") !== "shipped",
      fields: { state: "status", payment: "id", paid: (payment) => payment.status === "paid" ? payment.amount : undefined } },
  ],
}`;
const NAMES = ["stripe", "paddle", "lemonsqueezy"] as const satisfies SenderName[];
const server = await serveAll({
  env: { LEMON: SECRETS.lemonsqueezy },
  migrations: MIGRATIONS,
  hooks: PROBE,
  config: `
const secrets = { stripe: ${JSON.stringify(SECRETS.stripe)}, paddle: ${JSON.stringify(SECRETS.paddle)}, lemonsqueezy: process.env.LEMON };
module.exports = {
  jobs: { workers: 2, poll: 20, backoff: 50 },
  receive: Object.fromEntries(${JSON.stringify(NAMES)}.map((name) => [name, { secret: secrets[name], sync: ${sync} }]).concat([
    ["strict", { scheme: "stripe", secret: secrets.stripe, sync: { payments: { collection: "orders", match: { id: "reference" } } } }],
  ])),
};`,
});

let count = 0;
async function send(scheme: SenderName, event: object, source: string = scheme) {
  const body = JSON.stringify(event);
  const secret = SECRETS[scheme];
  const response = await fetch(`${server.url}/api/bundle/receive/${source}`, {
    method: "POST",
    body,
    headers: await SENDERS[scheme](body, { secret }),
  });
  expect(response.status).toBe(200);
}
const stripe = (type: string, created: number, object: object, source?: string) =>
  send("stripe", { id: `evt_${count++}`, type, created, data: { object } }, source);
const paddle = (event_type: string, occurred_at: string, data: object) =>
  send("paddle", { event_id: `evt_p${count++}`, event_type, occurred_at, data });
const lemon = (event_name: string, updated_at: string, data: { attributes: object }, custom = {}) =>
  send("lemonsqueezy", {
    meta: { event_name, custom_data: custom },
    data: { ...data, attributes: { ...data.attributes, updated_at } },
  });
const find = async (collection: string, filter: string) => {
  await settled(server);
  return server.pb.collection(collection).getFullList({ filter });
};
const statusOf = async (source: string) => {
  await settled(server);
  const { items } = await server.pb
    .collection("bundle_events")
    .getList(1, 1, { filter: `source = "${source}"`, sort: "-@rowid" });
  return items[0];
};

const subscription = (status: string, more = {}) => ({
  id: "sub_1",
  customer: "cus_1",
  status,
  currency: "eur",
  metadata: { user: "ada" },
  cancel_at_period_end: false,
  items: {
    data: [
      {
        quantity: 2,
        current_period_end: 1_800_000_000,
        price: { id: "price_1", unit_amount: 500, product: "prod_1" },
      },
    ],
  },
  ...more,
});

it("a Stripe subscription, in any order of arrival", async () => {
  const time = 1_700_000_000;
  await stripe("customer.subscription.updated", time + 20, subscription("active"));
  expect(await find("subs", "remote = 'sub_1'")).toMatchObject([
    {
      status: "active",
      plan: "price_1",
      amount: 1000,
      quantity: 2,
      currency: "eur",
      customer: "cus_1",
      user: "ada",
      period_end: "2027-01-15 08:00:00.000Z",
    },
  ]);
  await stripe("customer.subscription.created", time + 20, subscription("incomplete"));
  await stripe("customer.subscription.updated", time + 10, subscription("past_due"));
  expect(await find("subs", "remote = 'sub_1'")).toMatchObject([{ status: "active" }]);
  await stripe("customer.subscription.deleted", time + 30, subscription("canceled"));
  await stripe(
    "customer.subscription.updated",
    time + 30,
    subscription("active", { cancel_at_period_end: true }),
  );
  expect(await find("subs", "remote = 'sub_1'")).toMatchObject([
    { status: "canceled", cancel_at_period_end: false },
  ]);
});

it("200 updates in random order, by two workers: the newest stays, in one record", async () => {
  const times = Array.from({ length: 200 }, (_, i) => 1_700_001_000 + i).sort(
    () => Math.random() - 0.5,
  );
  await Promise.all(
    times.map((time) =>
      stripe("customer.subscription.updated", time, subscription(`s${time}`, { id: "sub_many" })),
    ),
  );
  expect(await find("subs", "remote = 'sub_many'")).toMatchObject([{ status: "s1700001199" }]);
}, 60_000);

it("a Stripe checkout pays an order, links the customer, and a refund finds both", async () => {
  const order = await server.pb.collection("orders").create({ state: "placed" });
  const member = await server.pb.collection("members").create({ name: "Ada", ref: order.id });
  const session = {
    id: "cs_1",
    client_reference_id: order.id,
    customer: "cus_9",
    payment_intent: "pi_1",
    amount_total: 1250,
    currency: "EUR",
    payment_status: "paid",
    customer_details: { email: "ada@example.com" },
  };
  await stripe("checkout.session.completed", 1_700_000_000, session);
  expect(await find("orders", `id = '${order.id}'`)).toMatchObject([
    { state: "paid", payment: "pi_1", paid: 1250 },
  ]);
  expect(await find("payments", "payment_id = 'pi_1'")).toMatchObject([
    { status: "paid", amount: 1250, currency: "eur", reference: order.id },
  ]);
  expect(await find("members", `id = '${member.id}'`)).toMatchObject([
    { customer: "cus_9", email: "ada@example.com", name: "Ada" },
  ]);
  await stripe("customer.updated", 1_700_000_100, {
    id: "cus_9",
    email: "new@example.com",
    name: "Ada L.",
  });
  expect(await find("members", `id = '${member.id}'`)).toMatchObject([
    { email: "new@example.com", name: "Ada L." },
  ]);
  const charge = {
    id: "ch_1",
    payment_intent: "pi_1",
    amount: 1250,
    amount_refunded: 250,
    refunded: false,
  };
  await stripe("charge.refunded", 1_700_000_200, charge);
  await stripe("checkout.session.completed", 1_700_000_100, session);
  expect(await find("orders", `id = '${order.id}'`)).toMatchObject([
    { state: "partly_refunded", paid: 1250 },
  ]);
  expect(await find("payments", "payment_id = 'pi_1'")).toMatchObject([
    { refunded: 250, amount: 1250 },
  ]);
  await server.pb.collection("orders").update(order.id, { state: "shipped" });
  await stripe("charge.refunded", 1_700_000_300, {
    ...charge,
    amount_refunded: 1250,
    refunded: true,
  });
  expect(await find("orders", `id = '${order.id}'`)).toMatchObject([{ state: "shipped" }]);
});

it("of two payments for one order the newer one counts", async () => {
  const { id } = await server.pb.collection("orders").create({ state: "placed" });
  const session = (payment_intent: string, payment_status: string) => ({
    id: `cs_${payment_intent}`,
    client_reference_id: id,
    payment_intent,
    amount_total: 5,
    currency: "eur",
    payment_status,
  });
  await stripe("checkout.session.completed", 1_700_000_200, session("pi_b", "paid"));
  await stripe("checkout.session.async_payment_failed", 1_700_000_100, session("pi_a", "unpaid"));
  expect(await find("orders", `id = '${id}'`)).toMatchObject([{ state: "paid", payment: "pi_b" }]);
});

it("Stripe invoices of old and new API versions", async () => {
  await stripe("invoice.paid", 1_700_000_000, {
    id: "in_1",
    subscription: "sub_1",
    amount_paid: 1000,
    amount_due: 1000,
    currency: "usd",
  });
  await stripe("invoice.payment_failed", 1_700_000_000, {
    id: "in_2",
    parent: { subscription_details: { subscription: "sub_2" } },
    amount_due: 900,
    currency: "usd",
  });
  expect(await find("payments", "payment_id ~ 'in_'")).toMatchObject([
    { payment_id: "in_1", status: "paid", amount: 1000, subscription: "sub_1" },
    { payment_id: "in_2", status: "failed", amount: 900, subscription: "sub_2" },
  ]);
});

it("Paddle: subscriptions, transactions, adjustments; microseconds decide", async () => {
  const at = (micro: string) => `2026-01-01T12:00:00.${micro}Z`;
  const sub = (status: string) => ({
    id: "sub_p",
    status,
    customer_id: "ctm_1",
    currency_code: "USD",
    current_billing_period: { ends_at: "2026-02-01T12:00:00Z" },
    scheduled_change: { action: "cancel" },
    custom_data: { user: "bob" },
    items: [
      { quantity: 3, price: { id: "pri_1", product_id: "pro_1", unit_price: { amount: "700" } } },
    ],
  });
  await paddle("subscription.updated", at("000002"), sub("active"));
  await paddle("subscription.updated", at("000001"), sub("past_due"));
  expect(await find("subs", "remote = 'sub_p'")).toMatchObject([
    {
      status: "active",
      plan: "pri_1",
      amount: 2100,
      currency: "usd",
      user: "bob",
      cancel_at_period_end: true,
      period_end: "2026-02-01 12:00:00.000Z",
    },
  ]);
  const { id } = await server.pb.collection("orders").create({ state: "placed" });
  const transaction = {
    id: "txn_1",
    status: "completed",
    customer_id: "ctm_1",
    currency_code: "USD",
    custom_data: { reference: id },
    details: { totals: { grand_total: "2100" } },
  };
  await paddle("transaction.completed", at("000003"), transaction);
  expect(await find("orders", `id = '${id}'`)).toMatchObject([
    { state: "paid", paid: 2100, payment: "txn_1" },
  ]);
  const adjustment = {
    id: "adj_1",
    action: "refund",
    status: "pending_approval",
    type: "full",
    transaction_id: "txn_1",
    currency_code: "USD",
    totals: { total: "2100" },
  };
  await paddle("adjustment.created", at("000004"), adjustment);
  expect(await find("payments", "payment_id = 'txn_1'")).toMatchObject([{ status: "paid" }]);
  await paddle("adjustment.updated", at("000005"), { ...adjustment, status: "approved" });
  expect(await find("payments", "payment_id = 'txn_1'")).toMatchObject([
    { status: "refunded", refunded: 2100 },
  ]);
});

it("Lemon Squeezy: subscriptions, orders, invoices", async () => {
  const at = (second: number) => `2026-01-01T12:00:0${second}.000000Z`;
  const attributes = {
    customer_id: 7,
    variant_id: 8,
    product_id: 9,
    user_email: "c@example.com",
    cancelled: false,
    renews_at: "2026-02-01T12:00:00.000000Z",
    ends_at: null,
    first_subscription_item: { quantity: 1 },
  };
  await lemon(
    "subscription_updated",
    at(2),
    { type: "subscriptions", id: "1", attributes: { ...attributes, status: "active" } } as never,
    { user: "cy" },
  );
  await lemon(
    "subscription_created",
    at(1),
    { type: "subscriptions", id: "1", attributes: { ...attributes, status: "on_trial" } } as never,
    { user: "cy" },
  );
  expect(await find("subs", "remote = '1'")).toMatchObject([
    {
      status: "active",
      plan: "8",
      customer: "7",
      user: "cy",
      period_end: "2026-02-01 12:00:00.000Z",
    },
  ]);
  const { id } = await server.pb.collection("orders").create({ state: "placed" });
  const order = {
    customer_id: 7,
    currency: "EUR",
    total: 999,
    status: "paid",
    user_email: "c@example.com",
  };
  await lemon("order_created", at(3), { type: "orders", id: "1", attributes: order } as never, {
    reference: id,
  });
  await lemon("subscription_payment_success", at(4), {
    type: "subscription-invoices",
    id: "1",
    attributes: { ...order, billing_reason: "renewal", subscription_id: 1 },
  } as never);
  await lemon("subscription_payment_success", at(4), {
    type: "subscription-invoices",
    id: "2",
    attributes: { ...order, billing_reason: "initial" },
  } as never);
  expect(await find("orders", `id = '${id}'`)).toMatchObject([
    { state: "paid", payment: "1", paid: 999 },
  ]);
  const payments = await find("payments", "payment_id = '1' || payment_id ~ 'invoice-'");
  expect(payments.map(({ payment_id }) => payment_id).toSorted()).toEqual(["1", "invoice-1"]);
});

it("an event about nothing that is kept is ignored; one whose record is missing is dead, until it is there", async () => {
  await stripe("radar.early_fraud_warning.created", 1, { id: "x" });
  expect(await statusOf("stripe")).toMatchObject({ status: "ignored" });
  await stripe("payment_intent.succeeded", 1, { id: "pi_x", amount: 5, currency: "eur" }, "strict");
  expect(await statusOf("strict")).toMatchObject({ status: "ignored" });
  const reference = "order0000000001";
  await stripe(
    "payment_intent.succeeded",
    2,
    { id: "pi_y", metadata: { reference }, amount: 5 },
    "strict",
  );
  await expect
    .poll(
      async () =>
        (
          await server.pb
            .collection("bundle_events")
            .getFirstListItem("source = 'strict'", { sort: "-@rowid" })
        ).error,
    )
    .toMatch(/sync\.payments\[0\]: no record of "orders" has id = reference/);
  await server.pb.collection("orders").create({ id: reference });
  expect(await statusOf("strict")).toMatchObject({ status: "done", error: "" });
});

it("odd events do no harm", async () => {
  for (const object of [
    null,
    [],
    "x",
    5,
    {},
    { id: null },
    { id: {}, items: 5 },
    { id: "s", items: { data: [null] } },
  ]) {
    for (const type of [
      "customer.subscription.updated",
      "checkout.session.completed",
      "invoice.paid",
      "customer.updated",
    ]) {
      await stripe(type, 1, object as object);
    }
    await paddle("subscription.updated", "2026-01-01T12:00:00Z", object as object);
    await paddle("transaction.paid", "2026-01-01T12:00:00Z", object as object);
    await lemon("order_created", "2026-01-01T12:00:00Z", {
      type: "orders",
      attributes: { ...(object as object) },
    } as never);
  }
  await settled(server);
  expect(
    await probe(
      server,
      "return $app.countRecords('bundle_jobs', $dbx.hashExp({ status: 'dead' }))",
    ),
  ).toBe(0);
});

const target = (parts: string) =>
  `{ stripe: { secret: "whsec_x", sync: { payments: { ${parts} } } } }`;
it.each([
  [
    target(`collection: "nope", match: { id: "id" }`),
    "receive.stripe.sync.payments[0].collection",
    'no collection "nope"',
  ],
  [
    target(`collection: "orders", match: { pay: "id" }`),
    "receive.stripe.sync.payments[0].match",
    'Unknown field "pay"',
  ],
  [
    target(`collection: "orders", match: { id: "id" }, fields: { stat: "status" }`),
    "payments[0].fields",
    'Did you mean "state"',
  ],
  [
    target(`collection: "orders", match: { id: "nr" }`),
    "receive.stripe.sync.payments.match.id",
    "Expected one of id",
  ],
  [
    target(`collection: "orders", match: {}`),
    "receive.stripe.sync.payments.match",
    "at least one field",
  ],
  [
    target(`collection: "orders", match: { id: "id" }, missing: "maybe"`),
    "payments.missing",
    "create",
  ],
])("refuses %s", async (receive, ...expected) => {
  const { code, output } = await refuse(`module.exports = { receive: ${receive} }`, {
    migrations: MIGRATIONS,
  });
  for (const text of expected) expect(output).toContain(text);
  expect(code).toBe(1);
});
