// The payment and the refund of an invoice are one record with each of Stripe's API versions. They
// differ in which events say which invoice a payment intent is for.
import type Stripe from "stripe";
import type { Case } from "../cases.ts";
import type { Driver } from "../drivers.ts";
import { ends, find, stripe } from "./shop.ts";
import type { Table } from "./webhooks.ts";

const TIME = 1_700_000_000;
type Event = [type: string, object: object];

/** An object of the newest version, whose types are those of the package. */
const invoiceOf = (n: string, more: Partial<Stripe.Invoice> = {}): Partial<Stripe.Invoice> => ({
  id: `in_${n}`,
  object: "invoice",
  customer: "cus_1",
  amount_paid: 900,
  amount_due: 900,
  currency: "eur",
  ...more,
});
const chargeOf = (n: string, amount_refunded = 900, amount = 900): Partial<Stripe.Charge> => ({
  id: `ch_${n}`,
  object: "charge",
  payment_intent: `pi_${n}`,
  customer: "cus_1",
  amount,
  amount_refunded,
  refunded: amount === amount_refunded,
  currency: "eur",
});
const intentOf = (n: string, order_reference?: string): Partial<Stripe.PaymentIntent> => ({
  id: `pi_${n}`,
  object: "payment_intent",
  customer: "cus_1",
  amount: 900,
  currency: "eur",
  ...(order_reference && { payment_details: { customer_reference: null, order_reference } }),
});
const paymentOf = (intent: string, invoice = intent): Partial<Stripe.InvoicePayment> => ({
  id: `inpay_${intent}`,
  object: "invoice_payment",
  invoice: `in_${invoice}`,
  payment: { type: "payment_intent", payment_intent: `pi_${intent}` },
  status: "paid",
});
const list = (data: object[]) => ({ object: "list", data }) as Stripe.ApiList<never>;

/** The events of a paid and refunded invoice. `n` makes their ids. */
const VERSIONS: Record<string, (n: string) => Event[]> = {
  "2024-06-20: the charge names the invoice": (n) => [
    ["payment_intent.succeeded", { ...intentOf(n), invoice: `in_${n}` }],
    ["invoice.paid", { ...invoiceOf(n), subscription: "sub_1" }],
    ["charge.refunded", { ...chargeOf(n), invoice: `in_${n}` }],
  ],
  "2024-06-20: the invoice names the payment intent": (n) => [
    ["invoice.paid", { ...invoiceOf(n), payment_intent: `pi_${n}`, charge: `ch_${n}` }],
    ["charge.refunded", chargeOf(n)],
  ],
  "2018-11-08: a charge without a payment intent": (n) => [
    ["invoice.paid", { ...invoiceOf(n), charge: `ch_${n}` }],
    ["charge.refunded", { ...chargeOf(n), payment_intent: null, invoice: `in_${n}` }],
  ],
  "2025-03-31.basil: an event of its own names both": (n) => [
    ["invoice.paid", invoiceOf(n)],
    ["invoice_payment.paid", paymentOf(n)],
    ["charge.refunded", chargeOf(n)],
  ],
  "2025-03-31.basil: that event comes first": (n) => [
    ["invoice_payment.paid", paymentOf(n)],
    ["payment_intent.succeeded", intentOf(n)],
    ["invoice.paid", invoiceOf(n)],
    ["charge.refunded", chargeOf(n)],
  ],
  "2025-03-31.basil: the payment intent was reported before anything named the invoice": (n) => [
    ["payment_intent.succeeded", intentOf(n)],
    ["invoice_payment.paid", paymentOf(n)],
    ["invoice.paid", invoiceOf(n)],
    ["charge.refunded", chargeOf(n)],
  ],
  "2025-03-31.basil: a checkout that makes an invoice": (n) => [
    [
      "checkout.session.completed",
      {
        id: `cs_${n}`,
        payment_intent: `pi_${n}`,
        invoice: `in_${n}`,
        payment_status: "paid",
        amount_total: 900,
        currency: "eur",
      },
    ],
    ["invoice.paid", invoiceOf(n)],
    ["charge.refunded", chargeOf(n)],
  ],
  "2026-10-28.endive: the invoice has its payments": (n) => [
    ["invoice.paid", invoiceOf(n, { payments: list([paymentOf(n)]) })],
    ["charge.refunded", chargeOf(n)],
  ],
  "2026-10-28.endive: the payment intent names the invoice": (n) => [
    ["invoice.paid", invoiceOf(n)],
    ["payment_intent.succeeded", intentOf(n, `in_${n}`)],
    ["charge.refunded", chargeOf(n)],
  ],
  "2026-10-28.endive: expanded objects": (n) => [
    ["invoice.paid", invoiceOf(n)],
    [
      "invoice_payment.paid",
      {
        ...paymentOf(n),
        invoice: invoiceOf(n),
        payment: { type: "payment_intent", payment_intent: intentOf(n) },
      },
    ],
    ["charge.refunded", { ...chargeOf(n), payment_intent: intentOf(n) }],
  ],
};

let second = 0;
const send = async (driver: Driver, events: Event[]) => {
  for (const [type, object] of events) {
    await stripe(driver, type, TIME + second++, object);
    await driver.settle();
  }
};
const FIELDS = "payment_id status amount refunded";
const paymentsOf = (driver: Driver, ...names: string[]) => {
  const filter = names.map((name) => `payment_id = '${name}'`).join(" || ");
  return find(driver, "payments", filter, FIELDS);
};
const cases: Case[] = [
  ...Object.entries(VERSIONS).map(
    ([name, events], i): Case => ({
      name: `Stripe ${name}`,
      async run(driver) {
        const n = `v${i}`;
        await send(driver, events(n));
        const found = await paymentsOf(driver, `in_${n}`, `pi_${n}`, `ch_${n}`, `cs_${n}`);
        return found.map(([, ...rest]) => rest);
      },
      expected: [["refunded", 900, 900]],
    }),
  ),
  {
    name: "Stripe: several payments of one invoice are added up",
    async run(driver) {
      await send(driver, [
        ["invoice.paid", invoiceOf("sum")],
        ["invoice_payment.paid", paymentOf("sum1", "sum")],
        ["invoice_payment.paid", paymentOf("sum2", "sum")],
        ["charge.refunded", chargeOf("sum1", 500, 500)],
      ]);
      const seen = await paymentsOf(driver, "in_sum");
      await send(driver, [["charge.refunded", chargeOf("sum2", 100, 400)]]);
      seen.push(...(await paymentsOf(driver, "in_sum")));
      await send(driver, [["charge.refunded", chargeOf("sum2", 400, 400)]]);
      return [...seen, ...(await paymentsOf(driver, "in_sum"))];
    },
    expected: [
      ["in_sum", "partly_refunded", 900, 500],
      ["in_sum", "partly_refunded", 900, 600],
      ["in_sum", "refunded", 900, 900],
    ],
  },
  {
    name: "Stripe: odd links do no harm",
    async run(driver) {
      const before = (await ends(driver, "shop-stripe")).length;
      for (const payment of [null, {}, "x", { payment_intent: {} }, { payment_intent: null }])
        await send(driver, [["invoice_payment.paid", { invoice: "in_odd", payment }]]);
      await send(driver, [
        ["invoice_payment.paid", {}],
        ["invoice_payment.paid", { invoice: null, payment: { payment_intent: "pi_odd" } }],
        ["charge.refunded", {}],
        ["charge.refunded", { id: 5 }],
        ["payment_intent.succeeded", { payment_details: { order_reference: "in_odd" } }],
      ]);
      return (await ends(driver, "shop-stripe")).slice(before);
    },
    expected: Array(10).fill("ignored"),
  },
];

export const stripeVersions: Table = { sources: "{}", cases };
