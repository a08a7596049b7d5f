// Standard Webhooks (https://www.standardwebhooks.com): Svix, Clerk, Resend, Polar, Supabase and others.
import { binaryKey, malformed, readTimestamp, type Scheme } from "./scheme.ts";

/** `webhook-id`, `-timestamp`, `-signature: v1,… v1,…` over `id.timestamp.body`; or the same names with `svix`. */
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

/** The same with a secret that is taken as it is, as Polar's are. */
export const standardText: Scheme = { ...standard, key: (secret) => secret };

const base64Of = (secret: string) => secret.replace(/^(v1,)?whsec_/, "");

/** Whether a secret is one of the standard: base64 of 24 to 64 bytes, padded or not. */
export function isStandardSecret(secret: string): boolean {
  const base64 = base64Of(secret);
  const bytes = Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && bytes >= 24 && bytes <= 64;
}
