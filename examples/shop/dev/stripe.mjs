import { randomBytes } from "node:crypto";
import Stripe from "stripe";

/** A signing secret of the form that Stripe's are, new for every run. */
export const newSecret = () => `whsec_${randomBytes(24).toString("hex")}`;

/** Tells the shop that an order is paid, signed as Stripe signs. Returns the HTTP status of the answer. */
export async function sendPaid(order, url, secret) {
  const event = paidEvent(order);
  const body = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Stripe-Signature": signature },
    body,
  });
  console.log(`pay | ${event.type} for order ${order.id}: ${response.status}`);
  return response.status;
}

/** What Stripe tells a shop of a paid checkout, as far as shops need it. */
function paidEvent(order) {
  const id = randomBytes(12).toString("hex");
  return {
    id: `evt_${id}`,
    object: "event",
    type: "checkout.session.completed",
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    data: {
      object: {
        id: `cs_test_${id}`,
        object: "checkout.session",
        client_reference_id: order.id,
        customer_email: order.email,
        amount_total: order.total,
        currency: "eur",
        payment_status: "paid",
        status: "complete",
      },
    },
  };
}
