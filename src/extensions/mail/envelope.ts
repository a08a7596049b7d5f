// The envelope says who a mail goes to.
import { isAddress } from "../../lib/address.ts";
import { BadValue } from "../../pocketbase/errors.ts";
import { type Address, parseAddress, trimmed } from "./address.ts";
import { isTransactional } from "./category.ts";

export const FIELDS = ["to", "cc", "bcc", "replyTo"] as const;
export type Field = (typeof FIELDS)[number];

/** The values that a message or a caller gives for the envelope, before they are read. */
export type EnvelopeValues = Record<Field | "from", unknown>;

export interface Envelope extends Record<Field, Address[]> {
  /** Default: the sender of the config. */
  from?: Address;
}

/**
 * Says that a mail cannot be sent to these people, or with these files. This is bad input, and not
 * an error in the code that passes it on.
 */
export class BadInput extends BadValue {}

/**
 * More recipients need a list (see `category`): services accept no more, and all recipients would
 * see each other.
 */
const MAX_RECIPIENTS = 50;

/**
 * Throws `BadInput` for an invalid address, for no recipient, and for too many recipients of one
 * mail.
 */
export function envelopeOf(category: string, values: EnvelopeValues): Envelope {
  const envelope = emptyEnvelope();
  for (const field of FIELDS) envelope[field] = addressesOf(field, values[field]);
  const from = addressesOf("from", values.from);
  if (from.length > 1)
    throw new BadInput("from: A mail has one sender. Expected one address.", values.from);
  if (from[0]) envelope.from = from[0];
  refuseNobody(envelope, category, values.to);
  const count = recipientsOf(envelope).length;
  if (isTransactional(category) && count > MAX_RECIPIENTS) {
    throw new BadInput(
      `to: A mail has ${MAX_RECIPIENTS} recipients at most, got ${count}. Give the message a category such as "bulk": each then gets a mail of their own.`,
      values.to,
    );
  }
  return envelope;
}

/** Everybody who gets the mail. */
export const recipientsOf = ({ to, cc, bcc }: Envelope): Address[] => [...to, ...cc, ...bcc];

/** A mail of a list has a link for its one recipient, so that recipient is in `to`. */
function refuseNobody(envelope: Envelope, category: string, to?: unknown) {
  const { length } = isTransactional(category) ? recipientsOf(envelope) : envelope.to;
  if (length === 0) throw new BadInput(isTransactional(category) ? NOBODY : NO_LIST, to);
}

const TOO_MANY =
  "to: A mail of a list has one recipient, since it contains their link to unsubscribe.";
const NOBODY = "to: No recipient: to, cc and bcc are empty. Expected an address in one of them.";
const NO_LIST = "to: No recipient: to is empty. A mail of a list goes to the addresses in to.";

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
      throw new BadInput(shapeOf(field));
  }
  if (stored.from !== undefined && !isStored(stored.from, isGood))
    throw new BadInput(
      'envelope.from: Expected { "name": "Shop", "address": "shop@example.com" }, or none.',
    );
  refuseNobody(stored as unknown as Envelope, category);
  if ((stored.to as unknown[]).length > 1 && !isTransactional(category))
    throw new BadInput(TOO_MANY);
}

const isText = (text: string) => text !== "";

const isStored = (one: unknown, isGood: (address: string) => boolean): boolean => {
  const { name, address } = (one ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof address === "string" && isGood(address);
};

const shapeOf = (field: Field) =>
  `envelope.${field}: Expected a list such as [{ "name": "Ada", "address": "ada@example.com" }].`;

export const emptyEnvelope = (): Envelope => ({ to: [], cc: [], bcc: [], replyTo: [] });

/**
 * Returns the distinct addresses of one field. `null`, `false` and blank texts are left out: an
 * optional field of a record is `""` in PocketBase when it is not set. Throws `BadInput`.
 */
export function addressesOf(field: Field | "from", value: unknown): Address[] {
  const all = [value].flat().flatMap((one) => {
    if (isBlank(one)) return [];
    if (typeof one !== "string")
      throw new BadInput(`${field}: Expected an address, got ${typeName(one)}.`, one);
    try {
      return [parseAddress(one)];
    } catch (error) {
      throw new BadInput(`${field}: ${(error as Error).message}`, one);
    }
  });
  return distinct(all);
}

export const isBlank = (one: unknown): boolean =>
  typeof one === "string" ? trimmed(one) === "" : (one ?? false) === false;

const typeName = (value: unknown) => (Array.isArray(value) ? "a list in a list" : typeof value);
