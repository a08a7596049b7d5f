// Types only, part of pocketbundle.d.ts.

import type { Context } from "../../contract/context.ts";
import type { Secret } from "../../contract/environment.ts";
import type { JobContext } from "../../contract/jobs.ts";
import type { RouteRequest } from "../../contract/route.ts";
import type { HmacOptions } from "../../contract/signatures.ts";

/** A received event: the verified body, parsed. */
// biome-ignore lint/suspicious/noExplicitAny: its fields are the sender's.
export type ReceivedEvent = Record<string, any>;

/** What an event is known by. */
export interface EventIdentity {
  /** The sender's id: one that was there before is a repeat. */
  id: string;
  /** For example `"invoice.paid"`; `""` where the sender has no types. */
  type: string;
  /** When it happened: an ISO text, or seconds or milliseconds since 1970. Default: when it was received. */
  at?: string | number | undefined;
}

/** What a handler gets. */
export interface EventContext extends JobContext {
  readonly event: {
    readonly source: string;
    /** The sender's id. */
    readonly id: string;
    readonly type: string;
    /** When it happened, as an ISO text; when it was received if the sender does not say. */
    readonly at: string;
    /** Whether the sender calls it a test: Stripe's and Lemon Squeezy's test modes, Shopify's test notifications. */
    readonly test: boolean;
    /** `"<source>/<id>"`, the same in every attempt: an idempotency key for others. */
    readonly key: string;
  };
  /**
   * Runs `run` in a transaction, unless an event of this source that is newer was let through for the same `key` (what
   * both are about: a subscription's id). What it writes with `tx` is there once, also when the job runs twice.
   * Returns whether it ran.
   */
  latest(key: string, run: (tx: Context) => void): boolean;
  /** Runs `run` in a transaction. What it writes with `tx` is there once, also when the job runs twice. */
  once(run: (tx: Context) => void): boolean;
}

/** Runs after the answer, as a job: at least once, tried again when it throws. */
export type EventHandler = (event: ReceivedEvent, ctx: EventContext) => void;

/** What the senders' objects have in common; what a sender does not say is missing. Amounts are in minor units. */
export interface Subscription {
  id: string;
  customer?: string;
  /** `metadata.user` (Stripe), `custom_data.user` (Paddle, Lemon Squeezy). */
  user?: string;
  email?: string;
  /** As the sender has it. */
  status: string;
  /** The id of the price (Stripe, Paddle) or variant (Lemon Squeezy). */
  plan?: string;
  product?: string;
  quantity?: number;
  amount?: number;
  /** In lower case. */
  currency?: string;
  period_end?: string;
  trial_end?: string;
  canceled_at?: string;
  cancel_at_period_end?: boolean;
}

export interface Payment {
  id: string;
  /** `client_reference_id` or `metadata.reference` (Stripe), `custom_data.reference` (Paddle, Lemon Squeezy). */
  reference?: string;
  customer?: string;
  user?: string;
  email?: string;
  subscription?: string;
  status: "pending" | "paid" | "failed" | "canceled" | "refunded" | "partly_refunded";
  amount?: number;
  refunded?: number;
  currency?: string;
}

export interface Customer {
  id: string;
  /** As a payment's. */
  reference?: string;
  user?: string;
  email?: string;
  name?: string;
}

/** Keeps the records of a collection in step with a sender's objects. */
export interface SyncTarget<Values> {
  collection: string;
  /**
   * Which record: its field, and the value that must be in it, as in `{ stripe_id: "id" }`. Of several the first one that finds
   * a record. An object that has none of these values is left alone.
   */
  match: Record<string, keyof Values & string>;
  /**
   * What is written: fields, each with the name of a value or a function (`undefined` leaves the field as it is).
   * Default: all values whose name is a field of the collection, apart from `id`.
   */
  fields?: Record<
    string,
    // biome-ignore lint/suspicious/noExplicitAny: any value of a field.
    (keyof Values & string) | ((values: Values, event: ReceivedEvent) => any)
  >;
  /** Writes only when this returns `true`; `record` is `null` for one that would be created. */
  // biome-ignore lint/suspicious/noExplicitAny: PocketBase's record.
  when?(values: Values, record: any): boolean;
  /**
   * When no record matches: `"create"` one; `"retry"` later, until the event is dead; or `"ignore"` it.
   * Default `"retry"`.
   */
  missing?: "create" | "retry" | "ignore";
}

type Targets<Values> = SyncTarget<Values> | SyncTarget<Values>[];

export interface SyncOptions {
  subscriptions?: Targets<Subscription>;
  customers?: Targets<Customer>;
  payments?: Targets<Payment>;
}

export interface SourceOptions {
  /** How the sender signs. Default: the source's name. */
  scheme?: "standard" | "stripe" | "github" | "paddle" | "lemonsqueezy" | "shopify" | "hmac";
  /** `standard` only: how the secret is written. Default `"base64"`; Polar's are `"text"`. */
  key?: "base64" | "text";
  /** `hmac` only: what is signed, and how. */
  hmac?: HmacOptions;
  /** How many seconds ago an event may have been signed, where the scheme says when. Default 300; 0 turns it off. */
  tolerance?: number;
  /** What the event is known by, where the sender's own fields are not the right ones; runs before the answer. */
  identify?(event: ReceivedEvent, request: RouteRequest): Partial<EventIdentity>;
  /** Handlers by event type; `"invoice.*"` takes all that begin so, `"*"` every event. The most exact one runs. */
  on?: Record<string, EventHandler>;
  /** `stripe`, `paddle` and `lemonsqueezy`: keeps records in step, without code. */
  sync?: SyncOptions;
  /** The largest body in bytes. Default 1000000. */
  bodyLimit?: number;
  /** Who may send: addresses (`3.18.12.63`) and ranges (`10.0.0.0/8`, `2001:db8::/32`). Default: everybody. */
  addresses?: string[];
  /** At most so many requests, of all senders together, in a time such as `"10s"`. Default: no limit. */
  rateLimit?: { max: number; per: string };
  /** How long events are kept that are over, such as `"30d"`. Default done `"30d"`, dead `"90d"`. */
  keep?: { done?: string; dead?: string };
}

interface SignedSource {
  /** The signing secret, or several while rotating. */
  secret: Secret | Secret[];
  verify?: never;
}

interface VerifiedSource {
  /** Instead of a scheme: verifies the request, and returns the event, or throws. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the sender's.
  verify(request: RouteRequest, ctx: Context): EventIdentity & { payload?: any };
  secret?: never;
}

/** One sender of webhooks. */
export type Source = SourceOptions & (SignedSource | VerifiedSource);

/** Sources by name. */
export type ReceiveOptions = Record<string, Source>;
