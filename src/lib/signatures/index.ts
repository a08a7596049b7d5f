// Signatures of incoming webhooks, for any extension. Each scheme has a file of its own.

export type { HmacOptions } from "../../contract/signatures.ts";
export { github } from "./github.ts";
export { hmac } from "./hmac.ts";
export { lemonsqueezy } from "./lemonsqueezy.ts";
export { paddle } from "./paddle.ts";
export { type Scheme, type SignedRequest, type VerifyOptions, verify } from "./scheme.ts";
export { shopify } from "./shopify.ts";
export { isStandardSecret, standard, standardText } from "./standard.ts";
export { stripe } from "./stripe.ts";
