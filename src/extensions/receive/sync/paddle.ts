// https://developer.paddle.com/webhooks/overview. Amounts are texts in minor units.
import type { Payment, ReceivedEvent } from "../options.ts";
import {
  amountOf,
  firstOf,
  idOf,
  lower,
  type ReadObjects,
  type SyncObjects,
  said,
  stated,
  textOf,
  timesOf,
} from "./objects.ts";

type Values = ReceivedEvent;

export const paddleObjects: ReadObjects = (event) => {
  const type = textOf(event.event_type);
  const data: Values = event.data ?? {};
  if (type.startsWith("subscription.")) return { subscriptions: subscription(data) };
  if (type.startsWith("customer.")) return { customers: customer(data) };
  if (type.startsWith("transaction.")) {
    return { payments: transaction(data), customers: customerOfTransaction(data) };
  }
  if (type.startsWith("adjustment.")) return refund(data);
  return {};
};

const subscription = (data: Values) => {
  const item = firstOf(data.items);
  const price = item?.price;
  const { current_billing_period: period, scheduled_change: change } = data;
  return stated({
    id: data.id,
    customer: data.customer_id,
    user: idOf(data.custom_data?.user),
    status: data.status,
    plan: price?.id,
    product: price?.product_id,
    quantity: item?.quantity,
    amount: timesOf(price?.unit_price?.amount, item?.quantity),
    currency: lower(data.currency_code),
    period_end: period === null ? null : period?.ends_at,
    trial_end: item?.trial_dates === null ? null : item?.trial_dates?.ends_at,
    canceled_at: data.canceled_at,
    // A scheduled change may also be a pause. Paddle cancels at the end of a period only.
    cancel_at: change?.action === "cancel" ? change.effective_at : change && null,
    cancel_at_period_end: change === undefined ? undefined : change?.action === "cancel",
  });
};

const customer = ({ id, email, name, custom_data }: Values) =>
  stated({
    id,
    email,
    name,
    user: idOf(custom_data?.user),
    reference: idOf(custom_data?.reference),
  });

const customerOfTransaction = ({ customer_id, custom_data }: Values) =>
  said({
    id: customer_id,
    user: idOf(custom_data?.user),
    reference: idOf(custom_data?.reference),
  });

const STATUS: Record<string, Payment["status"]> = {
  paid: "paid",
  completed: "paid",
  canceled: "canceled",
  past_due: "failed",
};

const transaction = (data: Values) =>
  said<Payment>({
    id: data.id,
    reference: idOf(data.custom_data?.reference),
    customer: data.customer_id,
    user: idOf(data.custom_data?.user),
    subscription: data.subscription_id,
    status: STATUS[data.status] ?? "pending",
    amount: amountOf(data.details?.totals?.grand_total),
    currency: lower(data.currency_code),
  });

/** A refund counts only once it is approved. A transaction may have several. */
function refund(data: Values): SyncObjects {
  if (data.action !== "refund" || data.status !== "approved") return {};
  const of = idOf(data.transaction_id);
  const refunded = amountOf(data.totals?.total);
  const payments = said<Payment>({
    id: of,
    customer: data.customer_id,
    subscription: data.subscription_id,
    status: data.type === "full" ? "refunded" : "partly_refunded",
    refunded,
    currency: lower(data.currency_code),
  });
  const id = idOf(data.id);
  if (!payments || id === undefined) return {};
  return { payments, parts: [{ id, of, refunded }], isRefund: true };
}
