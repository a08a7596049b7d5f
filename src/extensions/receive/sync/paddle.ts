// https://developer.paddle.com/webhooks/overview. Amounts are texts in minor units.
import type { Payment, ReceivedEvent } from "../options.ts";
import { amountOf, firstOf, lower, type ReadObjects, said } from "./objects.ts";

type Values = ReceivedEvent;

export const paddleObjects: ReadObjects = (event) => {
  const type = String(event.event_type ?? "");
  const data: Values = event.data ?? {};
  if (type.startsWith("subscription.")) return { subscriptions: subscription(data) };
  if (type.startsWith("customer.")) return { customers: customer(data) };
  if (type.startsWith("transaction.")) {
    return { payments: transaction(data), customers: customerOfTransaction(data) };
  }
  if (type.startsWith("adjustment.")) return { payments: refund(data) };
  return {};
};

const subscription = (data: Values) => {
  const item = firstOf(data.items);
  const price = item?.price;
  return said({
    id: data.id,
    customer: data.customer_id,
    user: data.custom_data?.user,
    status: data.status,
    plan: price?.id,
    product: price?.product_id,
    quantity: item?.quantity,
    amount: amountOf(Number(price?.unit_price?.amount ?? Number.NaN) * (item?.quantity ?? 1)),
    currency: lower(data.currency_code),
    period_end: data.current_billing_period?.ends_at,
    trial_end: item?.trial_dates?.ends_at,
    canceled_at: data.canceled_at,
    cancel_at_period_end: data.scheduled_change?.action === "cancel",
  });
};

const customer = ({ id, email, name, custom_data }: Values) =>
  said({ id, email, name, user: custom_data?.user, reference: custom_data?.reference });

const customerOfTransaction = ({ customer_id, custom_data }: Values) =>
  said({ id: customer_id, user: custom_data?.user, reference: custom_data?.reference });

const STATUS: Record<string, Payment["status"]> = {
  paid: "paid",
  completed: "paid",
  canceled: "canceled",
  past_due: "failed",
};

const transaction = (data: Values) =>
  said<Payment>({
    id: data.id,
    reference: data.custom_data?.reference,
    customer: data.customer_id,
    user: data.custom_data?.user,
    subscription: data.subscription_id,
    status: STATUS[data.status] ?? "pending",
    amount: amountOf(data.details?.totals?.grand_total),
    currency: lower(data.currency_code),
  });

/** An adjustment counts only once it is approved. */
const refund = (data: Values) =>
  data.action !== "refund" || data.status !== "approved"
    ? undefined
    : said<Payment>({
        id: data.transaction_id,
        customer: data.customer_id,
        subscription: data.subscription_id,
        status: data.type === "full" ? "refunded" : "partly_refunded",
        refunded: amountOf(data.totals?.total),
        currency: lower(data.currency_code),
      });
