// The envelope says who a mail goes to.
import { type Address, isAddress, parseAddress } from "./address.ts";
import { isTransactional } from "./category.ts";

export const FIELDS = ["to", "cc", "bcc", "replyTo"] as const;
export type Field = (typeof FIELDS)[number];

export interface Envelope extends Record<Field, Address[]> {
  /** Default: the sender of the config. */
  from?: Address;
}

/**
 * Says that an address is invalid. This is bad input, and not an error in the code that passes it
 * on.
 */
export class AddressError extends Error {}

/**
 * More recipients need a list (see `category`): services accept no more, and all recipients would
 * see each other.
 */
const MAX_RECIPIENTS = 50;

/**
 * Throws an `AddressError` for an invalid address, for no recipient, and for too many recipients of
 * one mail.
 */
export function envelopeOf(category: string, values: Record<Field, unknown>): Envelope {
  const envelope = emptyEnvelope();
  for (const field of FIELDS) envelope[field] = addressesOf(field, values[field]);
  const { to, cc, bcc } = envelope;
  if (to.length === 0) throw new AddressError(NOBODY);
  const count = to.length + cc.length + bcc.length;
  if (isTransactional(category) && count > MAX_RECIPIENTS) {
    throw new AddressError(
      `to: A mail has ${MAX_RECIPIENTS} recipients at most, got ${count}. Give the message a category such as "bulk": each then gets a mail of their own.`,
    );
  }
  return envelope;
}

const TOO_MANY =
  "to: A mail of a list has one recipient, since it contains their link to unsubscribe.";
const NOBODY = "to: No recipient. Expected an address.";

/** An address that is named twice gets one mail. */
function distinct(addresses: Address[]): Address[] {
  const seen = new Set<string>();
  return addresses.filter(({ address }) => seen.size < seen.add(address.toLowerCase()).size);
}

/**
 * Checks an envelope that a superuser may have written. PocketBase's own mails go to whatever
 * PocketBase accepts as an address, such as `ada@b_c.com`.
 */
export function checkStored(envelope: unknown, category: string): asserts envelope is Envelope {
  const isGood = category === "system" ? isText : isAddress;
  const stored = (envelope ?? {}) as Record<string, unknown>;
  for (const field of FIELDS) {
    const list = stored[field];
    if (!Array.isArray(list) || !list.every((one) => isStored(one, isGood)))
      throw new AddressError(shapeOf(field));
  }
  const { length } = stored.to as unknown[];
  if (length === 0) throw new AddressError(NOBODY);
  if (length > 1 && !isTransactional(category)) throw new AddressError(TOO_MANY);
}

const isText = (text: string) => text !== "";

const isStored = (one: unknown, isGood: (address: string) => boolean): boolean => {
  const { name, address } = (one ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof address === "string" && isGood(address);
};

const shapeOf = (field: Field) =>
  `envelope.${field}: Expected a list such as [{ "name": "Ada", "address": "ada@example.com" }].`;

export const emptyEnvelope = (): Envelope => ({ to: [], cc: [], bcc: [], replyTo: [] });

/** Returns the distinct addresses of one field; throws an `AddressError`. */
export function addressesOf(field: Field, value: unknown): Address[] {
  const all = [value ?? []].flat().map((one) => {
    if (typeof one !== "string") {
      throw new AddressError(
        `${field}: Expected an address, got ${one === null ? "null" : typeof one}.`,
      );
    }
    try {
      return parseAddress(one);
    } catch (error) {
      throw new AddressError(`${field}: ${(error as Error).message}`);
    }
  });
  return distinct(all);
}
