import { malformed, readPairs, type Scheme } from "./scheme.ts";

/**
 * Stripe sends `Stripe-Signature: t=…,v1=…[,v1=…]` over `t.body`. The key is the whole `whsec_…`
 * text.
 */
export const stripe: Scheme = {
  encoding: "hex",
  tolerance: 300,
  read({ header, body }) {
    const pairs = readPairs(header("Stripe-Signature"), ",", "t", "v1");
    if (!pairs) return malformed("Stripe-Signature");
    const { time, timestamp, signatures } = pairs;
    return { signed: `${time}.${body}`, signatures, timestamp };
  },
};
