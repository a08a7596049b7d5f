// Webhooks as their senders sign them. The senders' own packages sign where there are any.
import { createHmac } from "node:crypto";
import { sign as signGithub } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import type { Source } from "../src/extensions/receive/options.ts";

export type Headers = Record<string, string>;
export interface Signing {
  secret: string;
  /** The time of signing in seconds. Default: now. */
  timestamp?: number;
  /** The event's id, for schemes that have it in a header. */
  id?: string;
}

/** All schemes but `hmac`, which is for senders without a scheme of their own. */
export type SenderName = Exclude<NonNullable<Source["scheme"]>, "hmac">;

export const seconds = () => Math.floor(Date.now() / 1000);
export const hmac = (secret: string | Buffer, text: string | Buffer, encoding: "hex" | "base64") =>
  createHmac("sha256", secret).update(text).digest(encoding);

/** The headers of a delivery, by scheme. */
export const SENDERS = {
  standard: (body: string, { secret, timestamp = seconds(), id = "msg_1" }: Signing) => ({
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": new Webhook(secret).sign(id, new Date(timestamp * 1000), body),
  }),
  stripe: (body: string, { secret, timestamp = seconds() }: Signing) => ({
    "stripe-signature": Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret,
      timestamp,
    }),
  }),
  github: async (body: string, { secret, id = "guid-1" }: Signing) => ({
    "x-hub-signature-256": await signGithub(secret, body),
    "x-github-delivery": id,
    "x-github-event": "push",
  }),
  // Paddle's package verifies but does not sign, so the tests check this signature with it.
  paddle: (body: string, { secret, timestamp = seconds() }: Signing) => ({
    "paddle-signature": `ts=${timestamp};h1=${hmac(secret, `${timestamp}:${body}`, "hex")}`,
  }),
  lemonsqueezy: (body: string, { secret }: Signing) => ({
    "x-signature": hmac(secret, body, "hex"),
  }),
  shopify: (body: string, { secret, id = "webhook-1" }: Signing) => ({
    "x-shopify-hmac-sha256": hmac(secret, body, "base64"),
    "x-shopify-webhook-id": id,
    "x-shopify-topic": "orders/create",
  }),
} satisfies Record<SenderName, (body: string, signing: Signing) => Headers | Promise<Headers>>;

export const SECRETS: Record<SenderName, string> = {
  standard: `whsec_${Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - i)).toString("base64")}`,
  stripe: "whsec_test_secret",
  github: "It's a Secret to Everybody",
  paddle: "pdl_ntfset_test_secret",
  lemonsqueezy: "lemon secret ä",
  shopify: "shpss_test_secret",
};
