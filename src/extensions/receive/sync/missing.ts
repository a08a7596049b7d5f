// What happens when no record is found for an object.
import type { Target, Values } from "./targets.ts";

interface Missing {
  scheme: string;
  name: string;
  target: Target;
  values: Values;
  isRefund: boolean;
}

/** Returns whether a record may be made for the object. Throws when it has to be there. */
export function mayCreate({ scheme, name, target, values, isRefund }: Missing): boolean {
  const { missing, collection, match } = target;
  if (missing === "ignore") return false;
  if (missing === "create" && !isRefund) return true;
  if (isRefund) {
    throw new Error(
      `sync.${name}: the refund is for the payment ${values.id}, which is not known. A refund makes no record.${HINTS[scheme] ?? ""}`,
    );
  }
  const how = Object.entries(match).map(([field, value]) => `${field} = ${value}`);
  throw new Error(`sync.${name}: no record of "${collection}" has ${how.join(" or ")}.`);
}

const HINTS: Record<string, string> = {
  stripe:
    " If it paid an invoice, let Stripe send invoice_payment.paid to this webhook: that event says which one.",
  lemonsqueezy:
    " If it is a subscription's first payment, let Lemon Squeezy send subscription_created to this webhook: that event says which order it is.",
};
