// The values that the senders' objects have in common. Each sender's file reads them from its
// events.
import type { Customer, Payment, ReceivedEvent, Subscription } from "../options.ts";

/** The objects of an event, by kind. Kinds that the event is not about are missing. */
export interface SyncObjects {
  subscriptions?: Subscription | undefined;
  customers?: Customer | undefined;
  payments?: Payment | undefined;
  /** What the event says about parts of payments. */
  parts?: Part[];
  /** The payment is said to be refunded, and nothing else is said about it. */
  isRefund?: boolean;
}
export type Kind = "subscriptions" | "customers" | "payments";

/** A part of a payment: a payment intent of an invoice, an adjustment of a transaction. */
export interface Part {
  id: string;
  /** The id of the payment, if the event says it. */
  of?: string | undefined;
  /** How much of it is refunded by now, in minor units. */
  refunded?: number | undefined;
}

export type ReadObjects = (event: ReceivedEvent) => SyncObjects;

/** Values that a sender may leave out. */
type Loose<Values> = { [Name in keyof Values]: Values[Name] | null | undefined };

/**
 * Keeps only the values that are given. `null` is no value: several objects speak of one payment or
 * customer, and what one does not know, another has said. Returns `undefined` without an id.
 */
export const said = <Values extends { id: string }>(values: Loose<Values>): Values | undefined =>
  kept(values, (value) => value !== undefined && value !== null && value !== "");

/**
 * Keeps `null`, too: the sender's own object says that there is no value, so the field is
 * emptied. A value that is missing overwrites nothing. Returns `undefined` without an id.
 */
export const stated = <Values extends { id: string }>(values: Loose<Values>): Values | undefined =>
  kept(values, (value) => value !== undefined);

function kept<Values extends { id: string }>(
  values: Loose<Values>,
  isKept: (value: unknown) => boolean,
): Values | undefined {
  if (typeof values.id !== "string" || values.id === "") return undefined;
  const entries = Object.entries(values).filter(([, value]) => isKept(value));
  return Object.fromEntries(entries) as unknown as Values;
}

/** Returns the first item of a subscription; most have only one. */
export const firstOf = (list: unknown): ReceivedEvent | undefined =>
  Array.isArray(list) ? (list[0] ?? undefined) : undefined;

export const listOf = (list: unknown): ReceivedEvent[] =>
  Array.isArray(list) ? list.map((item) => item ?? {}) : [];

/** Takes seconds since 1970, as Stripe sends them. `null` stays `null`. */
export const dateOf = (seconds: unknown): string | null | undefined => {
  if (seconds === null) return null;
  return typeof seconds === "number" ? new Date(seconds * 1000).toISOString() : undefined;
};

/** Any other value is read as empty: an object may have a `toString` that is no function. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export const lower = (text: unknown): string | undefined =>
  typeof text === "string" ? text.toLowerCase() : undefined;

/** Stripe may expand an id into an object, and other senders send numbers as texts. */
export const idOf = (value: unknown): string | undefined => {
  const id = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : value;
  return id !== "" && /^(string|number)$/.test(typeof id) ? String(id) : undefined;
};

/** Returns the amount of so many; `null` stays `null`, for prices that have no fixed amount. */
export const timesOf = (amount: unknown, quantity: unknown): number | null | undefined => {
  if (amount === null) return null;
  return amountOf(Number(amount ?? Number.NaN) * Number(quantity ?? 1));
};

export const amountOf = (value: unknown): number | undefined => {
  const amount = value === null || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(amount) ? amount : undefined;
};
