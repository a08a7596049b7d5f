// Brings what an event says about a payment together with what earlier events have said.

import type { EventJobContext } from "../event-context.ts";
import type { Payment } from "../options.ts";
import type { Ledger } from "./ledger.ts";
import type { SyncObjects } from "./objects.ts";

/** Notes the parts of payments, and returns the payment that the event is about. */
export function settle(
  { payments: said, parts = [], isRefund }: SyncObjects,
  ledger: Ledger,
  { order }: EventJobContext,
): Payment | undefined {
  for (const part of parts) ledger.notePart(part, order);
  if (!said) return undefined;
  const id = ledger.wholeOf(said.id);
  if (!isRefund) return id === said.id ? withRefunds(said, ledger) : undefined;
  if (id === "") {
    throw new Error(
      `${said.id} pays several invoices, so sync cannot tell which of them is refunded. Use a handler in "on" instead.`,
    );
  }
  // The payment's own event has said its amount. That of a part may be less.
  const { amount, ...rest } = said;
  return withRefunds(id === said.id ? said : { ...rest, id }, ledger, id === said.id);
}

/** `isWhole`: the sender's word about a full refund is about the payment and not about a part. */
function withRefunds(said: Payment, ledger: Ledger, isWhole = true): Payment {
  const { refunded, parts, paid } = ledger.sums(said.id);
  const isMeant = said.status === "paid" || /refunded$/.test(said.status);
  if (refunded === 0 || !isMeant) return said;
  const total = paid || said.amount || 0;
  const isFull =
    (said.status === "refunded" && (isWhole || parts === 1)) || (total > 0 && refunded >= total);
  return { ...said, refunded, status: isFull ? "refunded" : "partly_refunded" };
}
