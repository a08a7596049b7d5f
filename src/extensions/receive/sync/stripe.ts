// https://docs.stripe.com/api/events/types. API versions since 2025-03 have a subscription's period
// in its items.
import type { Payment, ReceivedEvent } from "../options.ts";
import { amountOf, dateOf, firstOf, idOf, lower, type ReadObjects, said } from "./objects.ts";

type Values = ReceivedEvent;

export const stripeObjects: ReadObjects = (event) => {
  const type = String(event.type ?? "");
  const object: Values = event.data?.object ?? {};
  if (type.startsWith("customer.subscription.")) return { subscriptions: subscription(object) };
  if (/^customer\.(created|updated)$/.test(type)) return { customers: customer(object) };
  if (type.startsWith("checkout.session.")) {
    return { payments: session(type, object), customers: customerOfSession(object) };
  }
  if (type.startsWith("payment_intent.")) return { payments: intent(type, object) };
  if (/^invoice\.(paid|payment_failed|voided)$/.test(type))
    return { payments: invoice(type, object) };
  if (type === "charge.refunded") return { payments: refunded(object) };
  return {};
};

const subscription = (object: Values) => {
  const item = firstOf(object.items?.data);
  const price = item?.price;
  return said({
    id: object.id,
    customer: idOf(object.customer),
    user: object.metadata?.user,
    status: object.status,
    plan: price?.id,
    product: idOf(price?.product),
    quantity: item?.quantity,
    amount: amountOf((price?.unit_amount ?? Number.NaN) * (item?.quantity ?? 1)),
    currency: lower(object.currency ?? price?.currency),
    period_end: dateOf(object.current_period_end ?? item?.current_period_end),
    trial_end: dateOf(object.trial_end),
    canceled_at: dateOf(object.canceled_at),
    cancel_at_period_end: object.cancel_at_period_end,
  });
};

const customer = ({ id, email, name, metadata }: Values) =>
  said({ id, email, name, user: metadata?.user, reference: metadata?.reference });

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
    id: idOf(object.payment_intent) ?? idOf(object.invoice) ?? object.id,
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

const intent = (type: string, object: Values) =>
  // The payment of an invoice is reported by the invoice's own event.
  object.invoice
    ? undefined
    : said<Payment>({
        id: object.id,
        reference: object.metadata?.reference,
        customer: idOf(object.customer),
        user: object.metadata?.user,
        email: object.receipt_email,
        status: INTENT[type] ?? "pending",
        amount: amountOf(object.amount),
        currency: lower(object.currency),
      });

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

const refunded = (object: Values) =>
  said<Payment>({
    id: idOf(object.invoice) ?? idOf(object.payment_intent) ?? object.id,
    reference: object.metadata?.reference,
    customer: idOf(object.customer),
    user: object.metadata?.user,
    status: object.refunded ? "refunded" : "partly_refunded",
    amount: amountOf(object.amount),
    refunded: amountOf(object.amount_refunded),
    currency: lower(object.currency),
  });
