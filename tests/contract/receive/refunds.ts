// A refund reaches the records that its payment was written to, and no others.
import type { Case } from "../cases.ts";
import type { Driver } from "../drivers.ts";
import { create, ends, find, type LemonObject, lemon, paddle, stripe } from "./shop.ts";
import type { Table } from "./webhooks.ts";

/** A payment that does not match the order's total is not written. */
const sources = `({ "shop-total": { scheme: "stripe", secret: secrets.stripe, sync: { payments: {
  collection: "orders", match: { id: "reference" }, fields: { state: "status" },
  when: (payment, order) => payment.status !== "paid" || payment.amount === order.getInt("paid"),
} } } })`;

const TIME = 1_700_000_000;
let second = 0;
const session = (reference: string | undefined, payment_intent: string, amount_total = 900) => ({
  id: `cs_${payment_intent}`,
  client_reference_id: reference,
  payment_intent,
  amount_total,
  payment_status: "paid",
});
const charge = (payment_intent: string, amount_refunded = 900) => ({
  payment_intent,
  amount: 900,
  amount_refunded,
  refunded: amount_refunded === 900,
});
const pay = (driver: Driver, source: string, object: object) =>
  stripe(driver, "checkout.session.completed", TIME + second++, object, source);
const refund = async (driver: Driver, source: string, object: object) => {
  await driver.settle();
  await stripe(driver, "charge.refunded", TIME + second++, object, source);
};
const stateOf = async (driver: Driver, id: string) =>
  (await find(driver, "orders", `id = '${id}'`, "state"))[0]?.[0];

const transaction = (id: string, more = {}) => ({
  id,
  status: "completed",
  customer_id: "ctm_1",
  currency_code: "USD",
  details: { totals: { grand_total: "2100" } },
  ...more,
});
const adjustment = (n: number, transaction_id: string, total: string, more = {}) => ({
  id: `adj_${transaction_id}_${n}`,
  action: "refund",
  status: "approved",
  type: "partial",
  transaction_id,
  totals: { total },
  ...more,
});
const payment = (driver: Driver, id: string) =>
  find(driver, "payments", `payment_id = '${id}'`, "status amount refunded");

const cases: Case[] = [
  {
    name: "refunds that arrive before and after their payment add up to a full one",
    async run(driver) {
      await paddle(driver, "adjustment.created", "000201", adjustment(1, "txn_early", "600"));
      await paddle(driver, "transaction.completed", "000200", transaction("txn_early"));
      const paddles = [...(await payment(driver, "txn_early"))];
      await paddle(driver, "adjustment.created", "000202", adjustment(2, "txn_early", "1500"));
      paddles.push(...(await payment(driver, "txn_early")));
      const invoice = "in_early";
      for (const payment_intent of ["pi_early1", "pi_early2"]) {
        const payment = { type: "payment_intent", payment_intent };
        await stripe(driver, "invoice_payment.paid", TIME + second++, { invoice, payment });
      }
      await driver.settle();
      await refund(driver, "shop-stripe", charge("pi_early1"));
      await stripe(driver, "invoice.paid", TIME + second++, { id: invoice, amount_paid: 1800 });
      const stripes = [...(await payment(driver, invoice))];
      await refund(driver, "shop-stripe", charge("pi_early2"));
      return [paddles, [...stripes, ...(await payment(driver, invoice))]];
    },
    expected: [
      [
        ["partly_refunded", 2100, 600],
        ["refunded", 2100, 2100],
      ],
      [
        ["partly_refunded", 1800, 900],
        ["refunded", 1800, 1800],
      ],
    ],
  },
  {
    name: "an order that is found by its reference is refunded, although the refund does not name it",
    async run(driver) {
      const id = await create(driver, "orders", { state: "placed", paid: 900 });
      const seen = [];
      await pay(driver, "shop-total", session(id, "pi_total"));
      seen.push(await stateOf(driver, id));
      for (const amount of [100, 900]) {
        await refund(driver, "shop-total", charge("pi_total", amount));
        seen.push(await stateOf(driver, id));
      }
      return seen;
    },
    expected: ["paid", "partly_refunded", "refunded"],
  },
  {
    name: "the refund of a payment that another one has replaced leaves the order paid",
    async run(driver) {
      const before = (await ends(driver, "shop-total")).length;
      const id = await create(driver, "orders", { state: "placed", paid: 900 });
      await pay(driver, "shop-total", session(id, "pi_first"));
      await driver.settle();
      await pay(driver, "shop-total", session(id, "pi_second"));
      await refund(driver, "shop-total", charge("pi_first"));
      await refund(driver, "shop-total", { ...charge("pi_first"), metadata: { reference: id } });
      const seen = [await stateOf(driver, id)];
      await refund(driver, "shop-total", charge("pi_second"));
      const state = await stateOf(driver, id);
      return [...seen, state, (await ends(driver, "shop-total")).slice(before)];
    },
    expected: ["paid", "refunded", Array(5).fill("done")],
  },
  {
    name: "the refund of a payment that was not written changes nothing",
    async run(driver) {
      const before = (await ends(driver, "shop-total")).length;
      const id = await create(driver, "orders", { state: "placed", paid: 900 });
      await pay(driver, "shop-total", session(id, "pi_wrong", 5));
      await pay(driver, "shop-total", session(undefined, "pi_nobody"));
      await refund(driver, "shop-total", charge("pi_wrong"));
      await refund(driver, "shop-total", charge("pi_nobody"));
      return [await stateOf(driver, id), (await ends(driver, "shop-total")).slice(before)];
    },
    expected: ["placed", ["done", "ignored", "done", "done"]],
  },
  {
    name: "Paddle: several refunds of one transaction are added up, in any order",
    async run(driver) {
      const send = async (type: string, micro: string, data: object) => {
        await paddle(driver, type, micro, data);
        await driver.settle();
      };
      const seen = [];
      await send("transaction.completed", "000001", transaction("txn_sum"));
      await send("adjustment.created", "000003", adjustment(2, "txn_sum", "600"));
      await send("adjustment.created", "000002", adjustment(1, "txn_sum", "500"));
      await send("adjustment.updated", "000004", adjustment(1, "txn_sum", "500"));
      seen.push(...(await payment(driver, "txn_sum")));
      for (const more of [
        { status: "rejected" },
        { action: "credit" },
        { status: "pending_approval" },
      ])
        await send("adjustment.created", "000005", adjustment(3, "txn_sum", "1000", more));
      seen.push(...(await payment(driver, "txn_sum")));
      await send("adjustment.updated", "000006", adjustment(3, "txn_sum", "1000"));
      seen.push(...(await payment(driver, "txn_sum")));
      await send("transaction.updated", "000007", transaction("txn_sum"));
      return [...seen, ...(await payment(driver, "txn_sum"))];
    },
    expected: [
      ["partly_refunded", 2100, 1100],
      ["partly_refunded", 2100, 1100],
      ["refunded", 2100, 2100],
      ["refunded", 2100, 2100],
    ],
  },
  {
    name: "Lemon Squeezy: the refund of a subscription's first invoice is that of its order",
    async run(driver) {
      const attributes = { customer_id: 7, currency: "EUR", total: 999, status: "paid" };
      const order: LemonObject = { type: "orders", id: "71", attributes };
      await lemon(driver, "order_created", 1, order);
      await driver.settle();
      await lemon(driver, "subscription_created", 2, {
        type: "subscriptions",
        id: "72",
        attributes: { status: "active", order_id: 71 },
      });
      await driver.settle();
      const invoice = (id: string, status: string, refunded_amount: number, more = {}) =>
        lemon(driver, "subscription_payment_refunded", 3 + refunded_amount / 333, {
          type: "subscription-invoices",
          id,
          attributes: { ...attributes, subscription_id: 72, status, refunded_amount, ...more },
        });
      await invoice("73", "paid", 0, { billing_reason: "initial" });
      await invoice("73", "partial_refund", 333, { billing_reason: "initial" });
      await driver.settle();
      const half = await payment(driver, "71");
      await invoice("73", "refunded", 999, { billing_reason: "initial" });
      await invoice("74", "refunded", 999, { billing_reason: "renewal" });
      const all = [...(await payment(driver, "71")), ...(await payment(driver, "invoice-74"))];
      return [half, all, await payment(driver, "invoice-73")];
    },
    expected: [
      [["partly_refunded", 999, 333]],
      [
        ["refunded", 999, 999],
        ["refunded", 999, 999],
      ],
      [],
    ],
  },
];

export const refunds: Table = { sources, cases };
