// Signs bodies as senders do, so that the code behind the signatures is reached.
import { randomBytes } from "node:crypto";
import { hmac, SECRETS, SENDERS, seconds } from "../senders.ts";
import { HMAC_SECRET, TEXT_SECRET } from "./config.ts";
import type { Header } from "./places.ts";
import { LOGIN, RESEND_SECRET, SIGNING_KEY } from "./world.ts";

type Sign = (body: string, id: string) => Record<string, string>;

const standard = (secret: string) => (body: string, id: string) =>
  SENDERS.standard(body, { secret, id: id.replaceAll(/[^\w-]/g, "_") });

const basic = () => ({ Authorization: `Basic ${Buffer.from(LOGIN).toString("base64")}` });

/** The signatures by the last part of the path. */
export const SIGNERS: Record<string, Sign> = {
  standard: standard(SECRETS.standard),
  polar: standard(`whsec_${Buffer.from(TEXT_SECRET).toString("base64")}`),
  resend: standard(RESEND_SECRET),
  stripe: (body) => SENDERS.stripe(body, { secret: SECRETS.stripe }),
  // GitHub's package refuses an empty body.
  github: (body, id) => ({
    "x-hub-signature-256": `sha256=${hmac(SECRETS.github, body, "hex")}`,
    "x-github-delivery": id,
    "x-github-event": "push",
  }),
  paddle: (body) => SENDERS.paddle(body, { secret: SECRETS.paddle }),
  lemonsqueezy: (body) => SENDERS.lemonsqueezy(body, { secret: SECRETS.lemonsqueezy }),
  shopify: (body, id) => SENDERS.shopify(body, { secret: SECRETS.shopify, id }),
  slack: (body, id) => {
    const at = String(seconds());
    const signature = `v0=${hmac(HMAC_SECRET, `v0:${at}:${body}`, "hex")}`;
    return { "X-Signature": signature, "X-Timestamp": at, "X-Delivery": id };
  },
  placed: (body) => ({ "X-Signature": hmac(HMAC_SECRET, body, "base64") }),
  own: () => ({ "X-Token": "token" }),
  postmark: basic,
  ses: basic,
};

/** Signatures are for texts, so bytes that are no UTF-8 are left as they are, and refused. */
export function signatureOf(name: string, body: Buffer, id: string): Header[] {
  return Object.entries((SIGNERS[name] as Sign)(body.toString(), id));
}

/** Mailgun's signature is in the body, and does not cover the rest. */
export function mailgunClaim(): string {
  const timestamp = String(seconds());
  const token = randomBytes(25).toString("hex");
  return JSON.stringify({
    timestamp,
    token,
    signature: hmac(SIGNING_KEY, timestamp + token, "hex"),
  });
}
