import type { Scheme } from "./scheme.ts";

/** Shopify sends `X-Shopify-Hmac-Sha256` over the body, in base64. */
export const shopify: Scheme = {
  encoding: "base64",
  tolerance: 0,
  read({ header, body }) {
    const signature = header("X-Shopify-Hmac-Sha256");
    return signature
      ? { signed: body, signatures: [signature] }
      : "The X-Shopify-Hmac-Sha256 header is missing.";
  },
};
