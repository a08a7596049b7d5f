// Keeps records in step with the events of Stripe, Paddle and Lemon Squeezy, in any order.
import type { Case } from "../cases.ts";
import {
  change,
  create,
  ends,
  find,
  type LemonObject,
  lemon,
  migrations,
  paddle,
  sources,
  stripe,
} from "./shop.ts";
import type { Table } from "./webhooks.ts";

const TIME = 1_700_000_000;
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
const SUBSCRIPTION =
  "status plan amount quantity currency customer user period_end cancel_at_period_end";

const cases: Case[] = [
  {
    name: "a Stripe subscription, in any order of arrival",
    async run(driver) {
      const send = (type: string, second: number, status: string, more = {}) =>
        stripe(driver, `customer.subscription.${type}`, TIME + second, subscription(status, more));
      const found = async () => (await find(driver, "subs", "remote = 'sub_1'", SUBSCRIPTION))[0];
      const seen = [];
      await send("updated", 20, "active");
      seen.push(await found());
      await send("created", 20, "incomplete");
      await send("updated", 10, "past_due");
      seen.push((await found())?.[0]);
      await send("deleted", 30, "canceled");
      await send("updated", 30, "active", { cancel_at_period_end: true });
      return [...seen, (await found())?.[0], (await found())?.at(-1)];
    },
    expected: [
      ["active", "price_1", 1000, 2, "eur", "cus_1", "ada", "2027-01-15 08:00:00.000Z", false],
      "active",
      "canceled",
      false,
    ],
  },
  {
    name: "a Stripe checkout pays an order, links the customer, and a refund finds both",
    async run(driver) {
      const id = await create(driver, "orders", { state: "placed" });
      await create(driver, "members", { name: "Ada", ref: id });
      const session = {
        id: "cs_1",
        client_reference_id: id,
        customer: "cus_9",
        payment_intent: "pi_1",
        amount_total: 1250,
        currency: "EUR",
        payment_status: "paid",
        customer_details: { email: "ada@example.com" },
      };
      const charge = { id: "ch_1", payment_intent: "pi_1", amount: 1250 };
      const refund = (second: number, amount_refunded: number, refunded: boolean) =>
        stripe(driver, "charge.refunded", TIME + second, { ...charge, amount_refunded, refunded });
      const seen: unknown[] = [];
      const look = async () =>
        seen.push(
          ...(await find(driver, "orders", `id = '${id}'`, "state payment paid")),
          ...(await find(
            driver,
            "payments",
            "payment_id = 'pi_1'",
            "status amount refunded currency",
          )),
          ...(await find(driver, "members", `ref = '${id}'`, "customer email name")),
        );
      await stripe(driver, "checkout.session.completed", TIME, session);
      await look();
      const customer = { id: "cus_9", email: "new@example.com", name: "Ada L." };
      await stripe(driver, "customer.updated", TIME + 150, customer);
      await refund(200, 250, false);
      await stripe(driver, "checkout.session.completed", TIME + 100, session);
      await look();
      await change(driver, "orders", id, { state: "shipped" });
      await refund(300, 1250, true);
      await look();
      return seen;
    },
    expected: [
      ["paid", "pi_1", 1250],
      ["paid", 1250, 0, "eur"],
      ["cus_9", "ada@example.com", "Ada"],
      ["partly_refunded", "pi_1", 1250],
      ["partly_refunded", 1250, 250, "eur"],
      ["cus_9", "new@example.com", "Ada L."],
      ["shipped", "pi_1", 1250],
      ["refunded", 1250, 1250, "eur"],
      ["cus_9", "new@example.com", "Ada L."],
    ],
  },
  {
    name: "of two payments for one order the newer one counts",
    async run(driver) {
      const id = await create(driver, "orders", { state: "placed" });
      const session = (payment_intent: string, payment_status: string) => ({
        id: `cs_${payment_intent}`,
        client_reference_id: id,
        payment_intent,
        amount_total: 5,
        payment_status,
      });
      const type = "checkout.session.";
      await stripe(driver, `${type}completed`, TIME + 200, session("pi_b", "paid"));
      await stripe(driver, `${type}async_payment_failed`, TIME + 100, session("pi_a", "unpaid"));
      return find(driver, "orders", `id = '${id}'`, "state payment");
    },
    expected: [["paid", "pi_b"]],
  },
  {
    name: "Stripe invoices of old and new API versions; a handler runs beside the sync",
    async run(driver) {
      const old = { id: "in_1", subscription: "sub_1", amount_paid: 1000, amount_due: 1000 };
      const parent = { subscription_details: { subscription: "sub_2" } };
      await stripe(driver, "invoice.paid", TIME, { ...old, currency: "usd" });
      await stripe(driver, "invoice.payment_failed", TIME, { id: "in_2", parent, amount_due: 900 });
      const fields = "payment_id status amount subscription";
      return [
        await find(driver, "payments", "payment_id ~ 'in_'", fields),
        (await driver.lines("invoice")).length,
      ];
    },
    expected: [
      [
        ["in_1", "paid", 1000, "sub_1"],
        ["in_2", "failed", 900, "sub_2"],
      ],
      1,
    ],
  },
  {
    name: "Paddle: subscriptions, transactions, adjustments; microseconds decide",
    async run(driver) {
      const sub = (status: string) => ({
        id: "sub_p",
        status,
        customer_id: "ctm_1",
        currency_code: "USD",
        current_billing_period: { ends_at: "2026-02-01T12:00:00Z" },
        scheduled_change: { action: "cancel" },
        custom_data: { user: "bob" },
        items: [
          {
            quantity: 3,
            price: { id: "pri_1", product_id: "pro_1", unit_price: { amount: "700" } },
          },
        ],
      });
      await paddle(driver, "subscription.updated", "000002", sub("active"));
      await paddle(driver, "subscription.updated", "000001", sub("past_due"));
      const id = await create(driver, "orders", { state: "placed" });
      await paddle(driver, "transaction.completed", "000003", {
        id: "txn_1",
        status: "completed",
        customer_id: "ctm_1",
        currency_code: "USD",
        custom_data: { reference: id },
        details: { totals: { grand_total: "2100" } },
      });
      const adjustment = {
        id: "adj_1",
        action: "refund",
        status: "pending_approval",
        type: "full",
        transaction_id: "txn_1",
        totals: { total: "2100" },
      };
      const payment = () =>
        find(driver, "payments", "payment_id = 'txn_1'", "status amount refunded");
      await paddle(driver, "adjustment.created", "000004", adjustment);
      const pending = await payment();
      await paddle(driver, "adjustment.updated", "000005", { ...adjustment, status: "approved" });
      return [
        ...pending,
        ...(await payment()),
        ...(await find(driver, "subs", "remote = 'sub_p'", SUBSCRIPTION)),
        ...(await find(driver, "orders", `id = '${id}'`, "state paid payment")),
      ];
    },
    expected: [
      ["paid", 2100, 0],
      ["refunded", 2100, 2100],
      ["active", "pri_1", 2100, 3, "usd", "ctm_1", "bob", "2026-02-01 12:00:00.000Z", true],
      ["refunded", 2100, "txn_1"],
    ],
  },
  {
    name: "Lemon Squeezy: subscriptions, orders, invoices",
    async run(driver) {
      const sub = (status: string): LemonObject => ({
        type: "subscriptions",
        id: "1",
        attributes: {
          status,
          customer_id: 7,
          variant_id: 8,
          product_id: 9,
          cancelled: false,
          renews_at: "2026-02-01T12:00:00.000000Z",
          ends_at: null,
          first_subscription_item: { quantity: 1 },
        },
      });
      await lemon(driver, "subscription_updated", 2, sub("active"), { user: "cy" });
      await lemon(driver, "subscription_created", 1, sub("on_trial"), { user: "cy" });
      const reference = await create(driver, "orders", { state: "placed" });
      const attributes = { customer_id: 7, currency: "EUR", total: 999, status: "paid" };
      const order = { type: "orders", id: "1", attributes };
      await lemon(driver, "order_created", 3, order, { reference });
      const invoice = (id: string, billing_reason: string) =>
        lemon(driver, "subscription_payment_success", 4, {
          type: "subscription-invoices",
          id,
          attributes: { ...attributes, billing_reason, subscription_id: 1 },
        });
      await invoice("1", "renewal");
      await invoice("2", "initial");
      return [
        await find(driver, "subs", "remote = '1'", SUBSCRIPTION),
        await find(driver, "orders", `id = '${reference}'`, "state payment paid"),
        await find(
          driver,
          "payments",
          "payment_id = '1' || payment_id ~ 'invoice-'",
          "payment_id status amount subscription",
        ),
      ];
    },
    expected: [
      [["active", "8", 0, 1, "", "7", "cy", "2026-02-01 12:00:00.000Z", false]],
      [["paid", "1", 999]],
      [
        ["1", "paid", 999, ""],
        ["invoice-1", "paid", 999, "1"],
      ],
    ],
  },
  {
    name: "an event about no kept object is ignored",
    async run(driver) {
      const reference = await create(driver, "orders", { currency: "usd" });
      const intent = (object: object) =>
        stripe(
          driver,
          "payment_intent.succeeded",
          1,
          { currency: "EUR", ...object },
          "shop-strict",
        );
      await stripe(driver, "radar.early_fraud_warning.created", 1, { id: "x" });
      await intent({ id: "pi_x" });
      await intent({ id: "pi_y", metadata: { reference } });
      const kept = await find(driver, "orders", `id = '${reference}'`, "state currency");
      return [(await ends(driver, "shop-stripe")).at(-1), await ends(driver, "shop-strict"), kept];
    },
    expected: ["ignored", ["ignored", "done"], [["", "eur"]]],
  },
  {
    name: "odd objects do no harm",
    async run(driver) {
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
        ])
          await stripe(driver, type, 1, object);
        await paddle(driver, "subscription.updated", "000000", object);
        await paddle(driver, "transaction.paid", "000000", object);
        const attributes = { ...(object as object) };
        await lemon(driver, "order_created", 0, { type: "orders", attributes });
      }
      await driver.settle();
      const all = [];
      for (const source of ["shop-stripe", "shop-paddle", "shop-lemonsqueezy"])
        all.push(...(await ends(driver, source)));
      return all.filter((status) => status !== "done" && status !== "ignored");
    },
    expected: [],
  },
];

export const payments: Table = { sources, migrations, cases };
