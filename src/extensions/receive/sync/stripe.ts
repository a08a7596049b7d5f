// https://docs.stripe.com/api/events/types. API versions since 2025-03-31 have a subscription's
// period in its items, and no `invoice` in charges and payment intents: `invoice_payment.paid` says
// which invoice a payment intent is for. Later versions say it in `payment_details`, too.
import type { Payment, ReceivedEvent } from "../options.ts";
import {
  amountOf,
  dateOf,
  firstOf,
  idOf,
  listOf,
  lower,
  type Part,
  type ReadObjects,
  type SyncObjects,
  said,
  stated,
  textOf,
  timesOf,
} from "./objects.ts";

type Values = ReceivedEvent;

export const stripeObjects: ReadObjects = (event) => {
  const type = textOf(event.type);
  const object: Values = event.data?.object ?? {};
  if (type.startsWith("customer.subscription.")) return { subscriptions: subscription(object) };
  if (/^customer\.(created|updated)$/.test(type)) return { customers: customer(object) };
  if (type.startsWith("checkout.session.")) {
    return {
      payments: session(type, object),
      customers: customerOfSession(object),
      parts: partsOf(object.invoice, [object]),
    };
  }
  if (type.startsWith("payment_intent.")) return intent(type, object);
  if (type === "invoice_payment.paid") return { parts: partsOf(object.invoice, [object.payment]) };
  if (/^invoice\.(paid|payment_failed|voided)$/.test(type)) {
    const payments = listOf(object.payments?.data).map(({ payment }) => payment);
    return { payments: invoice(type, object), parts: partsOf(object, [object, ...payments]) };
  }
  if (type === "charge.refunded") return refund(object);
  return {};
};

const subscription = (object: Values) => {
  const item = firstOf(object.items?.data);
  const price = item?.price;
  return stated({
    id: object.id,
    customer: idOf(object.customer),
    user: object.metadata?.user,
    status: object.status,
    plan: price?.id,
    product: idOf(price?.product),
    quantity: item?.quantity,
    amount: timesOf(price?.unit_amount, item?.quantity),
    currency: lower(object.currency ?? price?.currency),
    period_end: dateOf(object.current_period_end ?? item?.current_period_end),
    trial_end: dateOf(object.trial_end),
    canceled_at: dateOf(object.canceled_at),
    cancel_at: dateOf(object.cancel_at),
    cancel_at_period_end: endsWithPeriod(object) || object.cancel_at_period_end,
  });
};

/**
 * The customer portal ends subscriptions with flexible billing by a date, and leaves
 * `cancel_at_period_end` false.
 */
const endsWithPeriod = ({ cancel_at, current_period_end, items }: Values) =>
  typeof cancel_at === "number" &&
  [{ current_period_end }, ...listOf(items?.data)].some(
    (one) => one.current_period_end === cancel_at,
  );

const customer = ({ id, email, name, metadata }: Values) =>
  stated({ id, email, name, user: metadata?.user, reference: metadata?.reference });

/** A checkout tells which user a customer is. */
const customerOfSession = (object: Values) =>
  said({
    id: idOf(object.customer) ?? "",
    reference: object.client_reference_id ?? object.metadata?.reference,
    user: object.metadata?.user,
    email: object.customer_details?.email ?? object.customer_email,
    name: object.customer_details?.name,
  });

function session(type: string, object: Values): Payment | undefined {
  return said<Payment>({
    // Later events of the same payment have this id.
    id: idOf(object.invoice) ?? idOf(object.payment_intent) ?? object.id,
    reference: object.client_reference_id ?? object.metadata?.reference,
    customer: idOf(object.customer),
    user: object.metadata?.user,
    email: object.customer_details?.email ?? object.customer_email,
    subscription: idOf(object.subscription),
    status: sessionStatus(type, object.payment_status),
    amount: amountOf(object.amount_total),
    currency: lower(object.currency),
  });
}

function sessionStatus(type: string, status: string): Payment["status"] {
  if (type === "checkout.session.expired") return "canceled";
  if (type === "checkout.session.async_payment_failed") return "failed";
  return status === "unpaid" ? "pending" : "paid";
}

const INTENT: Record<string, Payment["status"]> = {
  "payment_intent.succeeded": "paid",
  "payment_intent.payment_failed": "failed",
  "payment_intent.canceled": "canceled",
};

/** Returns the payment intents, or charges without one, as parts of the invoice. */
const partsOf = (invoice: unknown, payments: Values[]): Part[] => {
  const of = idOf(invoice);
  const ids = payments.map((one) => idOf(one?.payment_intent) ?? idOf(one?.charge));
  return of === undefined ? [] : ids.flatMap((id) => (id === undefined ? [] : [{ id, of }]));
};

function intent(type: string, object: Values): SyncObjects {
  const reference = object.payment_details?.order_reference;
  const invoice = object.invoice ?? (/^in_/.test(reference) ? reference : undefined);
  // The payment of an invoice is reported by the invoice's own event.
  if (invoice) return { parts: partsOf(invoice, [{ payment_intent: object.id }]) };
  const payments = said<Payment>({
    id: object.id,
    reference: object.metadata?.reference,
    customer: idOf(object.customer),
    user: object.metadata?.user,
    email: object.receipt_email,
    status: INTENT[type] ?? "pending",
    amount: amountOf(object.amount),
    currency: lower(object.currency),
  });
  return { payments };
}

const INVOICE: Record<string, Payment["status"]> = {
  "invoice.paid": "paid",
  "invoice.payment_failed": "failed",
  "invoice.voided": "canceled",
};

const invoice = (type: string, object: Values) => {
  const parent = object.parent?.subscription_details;
  return said<Payment>({
    id: object.id,
    reference: object.metadata?.reference,
    customer: idOf(object.customer),
    user: (object.subscription_details ?? parent)?.metadata?.user ?? object.metadata?.user,
    email: object.customer_email,
    subscription: idOf(object.subscription ?? parent?.subscription),
    status: INVOICE[type] as Payment["status"],
    amount: amountOf(type === "invoice.paid" ? object.amount_paid : object.amount_due),
    currency: lower(object.currency),
  });
};

function refund(object: Values): SyncObjects {
  const id = idOf(object.payment_intent) ?? object.id;
  const refunded = amountOf(object.amount_refunded);
  const payments = said<Payment>({
    id,
    reference: object.metadata?.reference,
    customer: idOf(object.customer),
    user: object.metadata?.user,
    status: object.refunded ? "refunded" : "partly_refunded",
    amount: amountOf(object.amount),
    refunded,
    currency: lower(object.currency),
  });
  if (!payments) return {};
  return { payments, parts: [{ id, of: idOf(object.invoice), refunded }], isRefund: true };
}
