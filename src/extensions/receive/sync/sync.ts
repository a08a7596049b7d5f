// Keeps records in step with a sender's objects. One transaction holds each write and the mark of
// the newest event.

import type { Context } from "../../../contract/context.ts";
import { refuseAsync } from "../../../lib/async.ts";
import type { EventJobContext } from "../event-context.ts";
import type { ReceivedEvent, SyncOptions, SyncTarget } from "../options.ts";
import { lemonsqueezyObjects } from "./lemonsqueezy.ts";
import type { Kind, ReadObjects } from "./objects.ts";
import { paddleObjects } from "./paddle.ts";
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
  const objects = READERS[scheme]?.(event) ?? {};
  let isSynced = false;
  for (const { kind, name, target } of targetsOf(sync)) {
    const values: Values | undefined = objects[kind];
    if (!values || !isMeant(target, values)) continue;
    ctx.transaction((tx) => syncTo(target, name, values, event, ctx, tx));
    isSynced = true;
  }
  return isSynced;
}

const isMeant = ({ match }: Target, values: Values) =>
  Object.values(match).some((name) => values[name] !== undefined);

function syncTo(
  target: Target,
  name: string,
  values: Values,
  event: ReceivedEvent,
  ctx: EventJobContext,
  tx: Context,
): void {
  const found = findRecord(target, values, tx);
  if (!found && target.missing !== "create") {
    if (target.missing === "ignore") return;
    const how = Object.entries(target.match).map(([field, value]) => `${field} = ${value}`);
    throw new Error(`sync.${name}: no record of "${target.collection}" has ${how.join(" or ")}.`);
  }
  const record = found ?? new Record(tx.app.findCollectionByNameOrId(target.collection));
  // The key is the record's and not the object's, so that the newer one of two payments for one
  // order counts.
  const key = (id: string) => `sync ${name} ${target.collection}/${id}`;
  if (found && !ctx.letThrough(tx, key(found.id))) return;
  if (target.when && refuseAsync(target.when(values, found ?? null)) !== true) return;
  write(target, values, event, record);
  tx.app.save(record);
  if (!found) ctx.letThrough(tx, key(record.id));
}

function findRecord({ collection, match }: Target, values: Values, { app }: Context) {
  for (const [field, name] of Object.entries(match)) {
    const value = values[name];
    if (value === undefined) continue;
    const [record] = app.findRecordsByFilter(collection, `${field} = {:value}`, "", 1, 0, {
      value,
    });
    if (record) return record;
  }
  return undefined;
}

type PocketBaseRecord = NonNullable<ReturnType<typeof findRecord>>;

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
    if (values[name] !== undefined) record.set(field, values[name]);
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
