import { readPairs, readTimestamp, type Scheme } from "./scheme.ts";

/** `Stripe-Signature: t=…,v1=…[,v1=…]` over `t.body`, keyed with the whole `whsec_…` text. */
export const stripe: Scheme = {
  encoding: "hex",
  tolerance: 300,
  read({ header, body }) {
    const values = readPairs(header("Stripe-Signature"), ",");
    const [t, more] = values("t");
    const timestamp = readTimestamp(t);
    const signatures = values("v1");
    if (timestamp === undefined || more !== undefined || signatures.length === 0)
      return "The Stripe-Signature header is missing or malformed.";
    return { signed: `${t}.${body}`, signatures, timestamp };
  },
};
