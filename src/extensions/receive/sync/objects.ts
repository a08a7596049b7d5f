// The values that the senders' objects have in common. Each sender's file reads them from its
// events.
import type { Customer, Payment, ReceivedEvent, Subscription } from "../options.ts";

/** The objects of an event, by kind. Kinds that the event is not about are missing. */
interface SyncObjects {
  subscriptions?: Subscription | undefined;
  customers?: Customer | undefined;
  payments?: Payment | undefined;
}
export type Kind = keyof SyncObjects;

export type ReadObjects = (event: ReceivedEvent) => SyncObjects;

/** Values that a sender may leave out. */
type Loose<Values> = { [Name in keyof Values]: Values[Name] | null | undefined };

/**
 * Keeps only the values that are given, so that a missing value overwrites nothing. Returns
 * `undefined` without an id.
 */
export function said<Values extends { id: string }>(values: Loose<Values>): Values | undefined {
  if (typeof values.id !== "string" || values.id === "") return undefined;
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== null && value !== "",
    ),
  ) as unknown as Values;
}

/** Returns the first item of a subscription; most have only one. */
export const firstOf = (list: unknown): ReceivedEvent | undefined =>
  Array.isArray(list) ? (list[0] ?? undefined) : undefined;

/** Takes seconds since 1970, as Stripe sends them. */
export const dateOf = (seconds: unknown): string | undefined =>
  typeof seconds === "number" ? new Date(seconds * 1000).toISOString() : undefined;

export const lower = (text: unknown): string | undefined =>
  typeof text === "string" ? text.toLowerCase() : undefined;

/** Stripe may expand an id into an object, and other senders send numbers as texts. */
export const idOf = (value: unknown): string | undefined => {
  const id = typeof value === "object" && value !== null ? (value as { id?: unknown }).id : value;
  return id === undefined || id === null || id === "" ? undefined : String(id);
};

export const amountOf = (value: unknown): number | undefined => {
  const amount = value === null || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(amount) ? amount : undefined;
};
