import type { Scheme } from "./scheme.ts";

/** Lemon Squeezy sends `X-Signature` over the body. */
export const lemonsqueezy: Scheme = {
  encoding: "hex",
  tolerance: 0,
  read({ header, body }) {
    const signature = header("X-Signature");
    return signature
      ? { signed: body, signatures: [signature] }
      : "The X-Signature header is missing.";
  },
};
