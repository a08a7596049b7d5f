import { readPairs, readTimestamp, type Scheme } from "./scheme.ts";

/** `Paddle-Signature: ts=…;h1=…[;h1=…]` over `ts:body`. Paddle's own library takes 5 s; a slow network takes longer. */
export const paddle: Scheme = {
  encoding: "hex",
  tolerance: 300,
  read({ header, body }) {
    const values = readPairs(header("Paddle-Signature"), ";");
    const [ts, more] = values("ts");
    const timestamp = readTimestamp(ts);
    const signatures = values("h1");
    if (timestamp === undefined || more !== undefined || signatures.length === 0)
      return "The Paddle-Signature header is missing or malformed.";
    return { signed: `${ts}:${body}`, signatures, timestamp };
  },
};
