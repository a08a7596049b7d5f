import { malformed, readPairs, type Scheme } from "./scheme.ts";

/**
 * Paddle sends `Paddle-Signature: ts=…;h1=…[;h1=…]` over `ts:body`. Paddle's own library tolerates
 * 5 s, which is too short for a slow network.
 */
export const paddle: Scheme = {
  encoding: "hex",
  tolerance: 300,
  read({ header, body }) {
    const pairs = readPairs(header("Paddle-Signature"), ";", "ts", "h1");
    if (!pairs) return malformed("Paddle-Signature");
    const { time, timestamp, signatures } = pairs;
    return { signed: `${time}:${body}`, signatures, timestamp };
  },
};
