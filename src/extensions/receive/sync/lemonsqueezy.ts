// https://docs.lemonsqueezy.com/help/webhooks/event-types. The custom data of a checkout comes back
// as `meta.custom_data`.
import type { Payment, ReceivedEvent } from "../options.ts";
import {
  amountOf,
  idOf,
  lower,
  type ReadObjects,
  type SyncObjects,
  said,
  stated,
} from "./objects.ts";

type Values = ReceivedEvent;

export const lemonsqueezyObjects: ReadObjects = (event) => {
  const data: Values = event.data ?? {};
  const attributes: Values = data.attributes ?? {};
  const custom: Values = event.meta?.custom_data ?? {};
  const customers = customer(attributes, custom);
  if (data.type === "subscriptions") {
    const subscriptions = subscription(data.id, attributes, custom);
    const of = idOf(attributes.order_id);
    return {
      subscriptions,
      customers,
      parts: subscriptions && of ? [{ id: firstPayment(data.id), of }] : [],
    };
  }
  if (data.type === "orders") return { payments: order(data.id, attributes, custom), customers };
  if (data.type === "subscription-invoices") {
    return invoice(data.id, attributes, custom);
  }
  return {};
};

const customer = (of: Values, custom: Values) =>
  said({
    id: idOf(of.customer_id) ?? "",
    email: of.user_email,
    name: of.user_name,
    user: idOf(custom.user),
    reference: idOf(custom.reference),
  });

const subscription = (id: string, of: Values, custom: Values) =>
  stated({
    id,
    customer: idOf(of.customer_id),
    user: idOf(custom.user),
    email: of.user_email,
    status: of.status,
    plan: idOf(of.variant_id),
    product: idOf(of.product_id),
    quantity: of.first_subscription_item?.quantity,
    period_end: of.ends_at ?? of.renews_at,
    trial_end: of.trial_ends_at,
    cancel_at: of.ends_at,
    cancel_at_period_end: of.cancelled,
  });

const STATUS: Record<string, Payment["status"]> = {
  paid: "paid",
  failed: "failed",
  void: "canceled",
  refunded: "refunded",
  partial_refund: "partly_refunded",
};

const payment = (id: string, of: Values, custom: Values) =>
  said<Payment>({
    id,
    reference: idOf(custom.reference),
    customer: idOf(of.customer_id),
    user: idOf(custom.user),
    email: of.user_email,
    subscription: idOf(of.subscription_id),
    status: STATUS[of.status] ?? "pending",
    amount: amountOf(of.total),
    refunded: amountOf(of.refunded_amount),
    currency: lower(of.currency),
  });

const order = payment;

/**
 * Orders and invoices are numbered separately, so the id says which one it is. A subscription's
 * first invoice is its order, which reports the payment; the invoice may be what reports the refund.
 */
function invoice(id: string, of: Values, custom: Values): SyncObjects {
  if (of.billing_reason !== "initial") return { payments: payment(`invoice-${id}`, of, custom) };
  const isRefund = /refund/.test(of.status);
  return isRefund
    ? { payments: payment(firstPayment(of.subscription_id), of, custom), isRefund }
    : {};
}

/** Stands for the order until an event of the subscription says which one it is. */
const firstPayment = (subscription: unknown) => `first-of-subscription-${idOf(subscription) ?? ""}`;
