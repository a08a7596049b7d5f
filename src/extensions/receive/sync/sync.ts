// Keeps records in step with a sender's objects. One transaction holds each write and the mark of
// the newest event.

import type { Context } from "../../../contract/context.ts";
import { refuseAsync } from "../../../lib/async.ts";
import type { EventJobContext } from "../event-context.ts";
import type { ReceivedEvent, SyncOptions } from "../options.ts";
import { Ledger } from "./ledger.ts";
import { lemonsqueezyObjects } from "./lemonsqueezy.ts";
import { mayCreate } from "./missing.ts";
import type { Kind, ReadObjects, SyncObjects } from "./objects.ts";
import { paddleObjects } from "./paddle.ts";
import { matchingRecord, recordOfPayment, recordOfRefund } from "./records.ts";
import { settle } from "./settle.ts";
import { stripeObjects } from "./stripe.ts";
import { type Target, targetsOf, type Values } from "./targets.ts";
import { write } from "./write.ts";

const READERS: Record<string, ReadObjects> = {
  stripe: stripeObjects,
  paddle: paddleObjects,
  lemonsqueezy: lemonsqueezyObjects,
};

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
  if (sync.payments && payments && !read.isRefund) {
    // The sender's own word: earlier refunds have made another status of it.
    const amount = read.payments?.status === "paid" ? payments.amount : 0;
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
