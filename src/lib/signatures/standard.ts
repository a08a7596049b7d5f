// Standard Webhooks (https://www.standardwebhooks.com) are sent by Svix, Clerk, Resend, Polar,
// Supabase and others.
import { binaryKey, malformed, readTimestamp, type Scheme } from "./scheme.ts";

/**
 * The senders use `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,… v1,…` over
 * `id.timestamp.body`, or the same names with `svix`.
 */
export const standard: Scheme = {
  encoding: "base64",
  tolerance: 300,
  bothWays: true,
  key: (secret) => binaryKey(base64Of(secret)),
  read({ header, body }) {
    const prefix = header("webhook-id") ? "webhook" : "svix";
    const id = header(`${prefix}-id`);
    const timestamp = readTimestamp(header(`${prefix}-timestamp`));
    const signatures = header(`${prefix}-signature`)
      .split(" ")
      .flatMap((part) => (part.startsWith("v1,") ? [part.slice(3)] : []));
    if (id === "" || timestamp === undefined || signatures.length === 0)
      return malformed("webhook-id, webhook-timestamp or webhook-signature");
    return {
      signed: `${id}.${header(`${prefix}-timestamp`)}.${body}`,
      signatures,
      timestamp,
    };
  },
};

/** The same scheme with a secret that is used as it is, such as Polar's. */
export const standardText: Scheme = { ...standard, key: (secret) => secret };

const base64Of = (secret: string) => secret.replace(/^(v1,)?whsec_/, "");

/** Whether the secret is base64 of 24 to 64 bytes, as the standard asks, padded or not. */
export function isStandardSecret(secret: string): boolean {
  const base64 = base64Of(secret);
  const bytes = Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && bytes >= 24 && bytes <= 64;
}
