// Keeps records in step with a sender's objects. One transaction holds each write and the mark of
// the newest event.

import type { Context } from "../../../contract/context.ts";
import { refuseAsync } from "../../../lib/async.ts";
import type { EventJobContext } from "../event-context.ts";
import type { ReceivedEvent, SyncOptions, SyncTarget } from "../options.ts";
import { Ledger } from "./ledger.ts";
import { lemonsqueezyObjects } from "./lemonsqueezy.ts";
import type { Kind, ReadObjects, SyncObjects } from "./objects.ts";
import { paddleObjects } from "./paddle.ts";
import {
  matchingRecord,
  type PocketBaseRecord,
  recordOfPayment,
  recordOfRefund,
} from "./records.ts";
import { settle } from "./settle.ts";
import { stripeObjects } from "./stripe.ts";

/** The values of any kind of object. */
// biome-ignore lint/suspicious/noExplicitAny: what each kind has is in its type.
export type Values = Record<string, any>;
export type Target = SyncTarget<Values>;

const READERS: Record<string, ReadObjects> = {
  stripe: stripeObjects,
  paddle: paddleObjects,
  lemonsqueezy: lemonsqueezyObjects,
};

/** Returns the targets of all kinds, each with a name of its own. */
export const targetsOf = (sync: SyncOptions): { kind: Kind; name: string; target: Target }[] =>
  (["customers", "subscriptions", "payments"] as const).flatMap((kind) =>
    [sync[kind] ?? []]
      .flat()
      .map((target, index) => ({ kind, name: `${kind}[${index}]`, target: target as Target })),
  );

/** Returns whether the event was about an object that is kept in step. */
export function syncEvent(
  scheme: string,
  sync: SyncOptions,
  event: ReceivedEvent,
  ctx: EventJobContext,
): boolean {
  const read = READERS[scheme]?.(event) ?? {};
  const objects = sync.payments ? withPayment(sync, read, ctx) : read;
  let isSynced = sync.payments !== undefined && (read.parts ?? []).length > 0;
  for (const { kind, name, target } of targetsOf(sync)) {
    const values: Values | undefined = objects[kind];
    if (!values) continue;
    const isRefund = kind === "payments" && read.isRefund === true;
    if (!isRefund && !isMeant(target, values)) continue;
    const one = { scheme, kind, name, target, values, event, isRefund };
    ctx.transaction((tx) => syncTo(one, ctx, tx));
    isSynced = true;
  }
  const { payments } = objects;
  // The payment counts as known only after all its records were written.
  if (payments && !read.isRefund) {
    const amount = payments.status === "paid" ? payments.amount : 0;
    ctx.transaction((tx) => new Ledger(tx, ctx.event.source).notePayment(payments.id, amount));
  }
  return isSynced;
}

function withPayment(sync: SyncOptions, read: SyncObjects, ctx: EventJobContext): SyncObjects {
  if (!read.payments && !read.parts?.length) return read;
  return ctx.transaction((tx) => {
    const ledger = new Ledger(tx, ctx.event.source);
    const payments = settle(read, ledger, ctx);
    // A link may show that two records are for one payment, which this refuses.
    for (const { target } of targetsOf({ payments: sync.payments } as SyncOptions)) {
      for (const { of } of read.parts ?? []) if (of) recordOfPayment(target, of, ledger, tx);
    }
    return { ...read, payments };
  });
}

const isMeant = ({ match }: Target, values: Values) =>
  Object.values(match).some((name) => (values[name] ?? undefined) !== undefined);

/** An object that is written to a target. */
interface Sync {
  scheme: string;
  kind: Kind;
  name: string;
  target: Target;
  values: Values;
  event: ReceivedEvent;
  isRefund: boolean;
}

function syncTo(one: Sync, ctx: EventJobContext, tx: Context): void {
  const { kind, name, target, values, event, isRefund } = one;
  const ledger = kind === "payments" ? new Ledger(tx, ctx.event.source) : undefined;
  const held = ledger && recordOfPayment(target, values.id, ledger, tx);
  const found =
    held ??
    (ledger && isRefund
      ? recordOfRefund(target, values, ledger, tx)
      : (matchingRecord(target, values, tx) ?? null));
  if (found === undefined || (!found && !mayCreate(one))) return;
  const record = found ?? new Record(tx.app.findCollectionByNameOrId(target.collection));
  // The key is the record's and not the object's, so that the newer one of two payments for one
  // order counts.
  const key = (id: string) => `sync ${name} ${target.collection}/${id}`;
  // A refund adds up what all parts have refunded, so it is never out of date for its own record.
  if (found && !ctx.letThrough(tx, key(found.id)) && !(isRefund && held)) return;
  if (target.when && refuseAsync(target.when(values, found)) !== true) return;
  write(target, values, event, record);
  tx.app.save(record);
  if (!found) ctx.letThrough(tx, key(record.id));
  ledger?.noteRecord(`${target.collection}/${record.id}`, values.id);
}

/** Returns whether a record may be made for the object. Throws when it has to be there. */
function mayCreate({ scheme, name, target, values, isRefund }: Sync): boolean {
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

function write(target: Target, values: Values, event: ReceivedEvent, record: PocketBaseRecord) {
  const fields = target.fields ?? namesakes(target, values, record);
  for (const [field, source] of Object.entries(fields)) {
    const value =
      typeof source === "function" ? refuseAsync(source(values, event)) : values[source];
    if (value !== undefined) record.set(field, value);
  }
  if (!record.isNew()) return;
  // Without the matched values, the next event would not find the record.
  for (const [field, name] of Object.entries(target.match)) {
    if ((values[name] ?? undefined) !== undefined) record.set(field, values[name]);
  }
}

/**
 * Returns the values whose name is a field. The id is the sender's, so only `match` and `fields`
 * write it.
 */
function namesakes({ match }: Target, values: Values, record: PocketBaseRecord) {
  const { fields } = record.collection();
  const names = Object.keys(values).filter(
    (name) => name !== "id" && !Object.hasOwn(match, name) && fields.getByName(name),
  );
  return Object.fromEntries(names.map((name) => [name, name]));
}
