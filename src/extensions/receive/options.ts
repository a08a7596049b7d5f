// Types only, part of pocketbundle.d.ts.

import type { Context } from "../../contract/context.ts";
import type { Secret } from "../../contract/environment.ts";
import type { JobContext } from "../../contract/jobs.ts";
import type { RouteRequest } from "../../contract/route.ts";
import type { HmacOptions } from "../../contract/signatures.ts";

/**
 * A received event: the verified and parsed body. A whole number beyond 2^53, which JavaScript
 * would round, is the text of its digits.
 */
// biome-ignore lint/suspicious/noExplicitAny: its fields are the sender's.
export type ReceivedEvent = Record<string, any>;

/** How an event is recognised and ordered. */
export interface EventIdentity {
  /** The sender's id. An event whose id is already known is a repeat and does nothing. */
  id: string;
  /** The type, for example `"invoice.paid"`; `""` where the sender has no types. */
  type: string;
  /**
   * When the event happened: an ISO text, or seconds or milliseconds since 1970. Default: the time
   * of receipt.
   */
  at?: string | number | undefined;
}

/**
 * What makes a delivery a repeat of an earlier one: the SHA-256 of the body (`"hash"`), nothing
 * (`"none"`), a header, or a place in the body such as `"data.id"`.
 */
export type Identity = "hash" | "none" | { header: string } | { body: string };

/** What `verify` returns. */
export interface VerifiedEvent {
  /**
   * The delivery's own id. A delivery with a known one is a repeat and does nothing. Default: what
   * `identity` says, else each delivery is handled.
   */
  event?: string | number | undefined;
  /** An id of the thing that the event is about has no effect here, and is a warning in the log. */
  id?: never;
  /** As in `EventIdentity`. */
  type: string;
  /** As in `EventIdentity`. */
  at?: string | number | undefined;
  /** What the handler gets. Default: null. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the sender's.
  payload?: any;
}

/** The context of a handler. */
export interface EventContext extends JobContext {
  readonly event: {
    readonly source: string;
    /** The event's id, see the option `identity`. With `"none"`, an id that nothing else has. */
    readonly id: string;
    readonly type: string;
    /** When the event happened, as an ISO text. If the sender does not say, the time of receipt. */
    readonly at: string;
    /**
     * Whether the sender calls the event a test: Stripe's and Lemon Squeezy's test modes, Shopify's
     * test notifications.
     */
    readonly test: boolean;
    /**
     * `"<source>/<id>"`, the same in every attempt. Use it as an idempotency key for other
     * services.
     */
    readonly key: string;
  };
  /** The body as it was received. */
  readonly text: string;
  /**
   * Runs `run` in a transaction, unless a newer event of this source was let through for the same
   * `key`. The key names the object of the event, such as a subscription's id. Writes with `tx`
   * take effect once, even if the job runs twice. Throws when this handler has already used the
   * key.
   * @returns whether `run` was called
   */
  latest(key: string, run: (tx: Context) => void): boolean;
  /**
   * Runs `run` in a transaction. Writes with `tx` take effect once, even if the job runs twice. A
   * handler can call this only once.
   */
  once(run: (tx: Context) => void): boolean;
}

/** Runs after the answer, as a job: at least once, and again when it throws. */
export type EventHandler = (event: ReceivedEvent, ctx: EventContext) => void;

/**
 * The values that the senders' subscriptions have in common. A value that the sender does not give
 * is missing, and its field stays as it is. A value that the sender gives as `null` empties it.
 * Amounts are in minor units (cents).
 */
export interface Subscription {
  id: string;
  customer?: string;
  /** `metadata.user` (Stripe), `custom_data.user` (Paddle, Lemon Squeezy). */
  user?: string;
  email?: string;
  /** The sender's own status. */
  status: string;
  /** The id of the price (Stripe, Paddle) or variant (Lemon Squeezy). */
  plan?: string;
  product?: string;
  quantity?: number | null;
  amount?: number | null;
  /** The currency in lower case. */
  currency?: string;
  period_end?: string | null;
  trial_end?: string | null;
  /** When it was canceled; it may go on until `cancel_at`. Lemon Squeezy does not say it. */
  canceled_at?: string | null;
  /** When it ends, as far as that is known; `null` while it goes on. */
  cancel_at?: string | null;
  /** Whether it ends with the current period. Where this is false, `cancel_at` may have a date. */
  cancel_at_period_end?: boolean;
}

export interface Payment {
  id: string;
  /**
   * `client_reference_id` or `metadata.reference` (Stripe), `custom_data.reference` (Paddle, Lemon
   * Squeezy).
   */
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
  /** As in a payment. */
  reference?: string;
  user?: string;
  email?: string | null;
  name?: string | null;
}

/** Keeps the records of a collection in step with a sender's objects. */
export interface SyncTarget<Values> {
  collection: string;
  /**
   * How to find the record: its field, and the value that the field must have, as in
   * `{ stripe_id: "id" }`. With several fields, the first one that finds a record counts. An object
   * that has none of these values is ignored.
   */
  match: Record<string, keyof Values & string>;
  /**
   * The fields to write, each with the name of a value or a function. When a function returns
   * `undefined`, the field is not changed. Default: all values whose name is a field of the
   * collection, except `id`.
   */
  fields?: Record<
    string,
    // biome-ignore lint/suspicious/noExplicitAny: any value of a field.
    (keyof Values & string) | ((values: Values, event: ReceivedEvent) => any)
  >;
  /**
   * Writes only when this returns `true`. `record` is `null` when a record would be created.
   * Default: always.
   */
  // biome-ignore lint/suspicious/noExplicitAny: PocketBase's record.
  when?(values: Values, record: any): boolean;
  /**
   * What to do when no record matches: `"create"` one, `"retry"` later until the event is dead, or
   * `"ignore"` the event. Default `"retry"`.
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
  /**
   * For `standard` only: how the secret is written. Default `"base64"`; Polar's secrets are
   * `"text"`.
   */
  key?: "base64" | "text";
  /** For `hmac` only: what is signed, and how. */
  hmac?: HmacOptions;
  /**
   * The seconds since an event may have been signed, for schemes that sign the time. Default 300; 0
   * turns the check off.
   */
  tolerance?: number;
  /**
   * Returns the id, type or time of an event whose fields have other names than usual. It runs
   * before the answer.
   */
  identify?(event: ReceivedEvent, request: RouteRequest): Partial<EventIdentity>;
  /**
   * What makes a delivery a repeat of an earlier one, which does nothing. Default: the id that the
   * scheme has; `"hash"` for `hmac` and `lemonsqueezy`; `"none"` for `verify`. An id that `identify`
   * or `verify` returns counts instead.
   */
  identity?: Identity;
  /**
   * The handlers by event type. `"invoice.*"` takes all types that begin with `invoice.`, and `"*"`
   * takes every type. Only the most exact handler runs.
   */
  on?: Record<string, EventHandler>;
  /** Keeps records in step without code. For `stripe`, `paddle` and `lemonsqueezy` only. */
  sync?: SyncOptions;
  /** The largest body in bytes. Default 1000000. */
  bodyLimit?: number;
  /**
   * The addresses (`3.18.12.63`) and ranges (`10.0.0.0/8`, `2001:db8::/32`) that may send. Default:
   * all.
   */
  addresses?: string[];
  /**
   * At most `max` genuine requests, of all senders together, in a time such as `"10s"`. Refused
   * requests have a count of their own with the same limit. Default: no limit.
   */
  rateLimit?: { max: number; per: string };
  /** How long ended events are kept, such as `"30d"`. Default: done `"30d"`, dead `"90d"`. */
  keep?: { done?: string; dead?: string };
}

interface SignedSource {
  /** The signing secret, or several while you rotate it. */
  secret: Secret | Secret[];
  verify?: never;
}

interface VerifiedSource {
  /**
   * Verifies the request instead of a scheme. It returns the event, or throws to refuse the
   * request.
   */
  verify(request: RouteRequest, ctx: Context): VerifiedEvent;
  secret?: never;
}

/** The options of one sender of webhooks. */
export type Source = SourceOptions & (SignedSource | VerifiedSource);

/** Sources by name. */
export type ReceiveOptions = Record<string, Source>;
