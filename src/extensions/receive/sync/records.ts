// Finds the record that an object is kept in.

import type { Context } from "../../../contract/context.ts";
import type { Ledger } from "./ledger.ts";
import type { Target, Values } from "./targets.ts";

export type PocketBaseRecord = NonNullable<ReturnType<typeof firstWith>>;

/** Returns the record whose fields match; the first field that finds one counts. */
export function matchingRecord(
  { collection, match }: Target,
  values: Values,
  tx: Context,
  isTried: (name: string) => boolean = () => true,
): PocketBaseRecord | undefined {
  for (const [field, name] of Object.entries(match)) {
    const value = isTried(name) ? (values[name] ?? undefined) : undefined;
    const record = value === undefined ? undefined : firstWith(collection, field, value, tx);
    if (record) return record;
  }
  return undefined;
}

/** Returns the record that was last written from this payment. */
export function recordOfPayment(
  { collection }: Target,
  payment: string,
  ledger: Ledger,
  tx: Context,
): PocketBaseRecord | undefined {
  const found: PocketBaseRecord[] = [];
  for (const id of ledger.recordsOf(payment, collection)) {
    const record = firstWith(collection, "id", id, tx);
    if (record) found.push(record);
    else ledger.forgetRecord(`${collection}/${id}`);
  }
  if (found.length < 2) return found[0];
  const ids = found.map(({ id }) => id).join(" and ");
  throw new Error(
    `The records ${ids} of "${collection}" are for one payment, ${payment}. Delete one of them. Where Stripe sends invoice.*, let it send no payment_intent.*: both report the same payment.`,
  );
}

/**
 * Returns the record of a refund. `undefined` means that the payment was never kept there, or that
 * another one has taken its place; `null` means that the payment is not known.
 */
export function recordOfRefund(
  target: Target,
  values: Values,
  ledger: Ledger,
  tx: Context,
): PocketBaseRecord | null | undefined {
  const own = matchingRecord(target, values, tx, (name) => name === "id");
  if (own) return own;
  if (ledger.sums(values.id).known > 0) return undefined;
  const other = matchingRecord(target, values, tx);
  return other && !ledger.hasRecord(`${target.collection}/${other.id}`) ? other : null;
}

function firstWith(collection: string, field: string, value: unknown, { app }: Context) {
  const filter = `${field} = {:value}`;
  return app.findRecordsByFilter(collection, filter, "", 1, 0, { value } as never)[0];
}
