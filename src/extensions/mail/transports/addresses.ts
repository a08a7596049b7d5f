import type { Address } from "../address.ts";

/**
 * Returns `"Müller, Inc" <ada@example.com>`, for services that accept UTF-8 (RFC 5322 with the
 * characters of RFC 6532).
 */
export const quoted = ({ name, address }: Address): string =>
  name === "" ? address : `"${name.replace(/\s+/g, " ").replace(/["\\]/g, "\\$&")}" <${address}>`;

/**
 * Returns the addresses in ASCII, as they stand in a header (RFC 2047). Go's own encoder makes them
 * from a message.
 */
export const encoded = (addresses: Address[]): string[] =>
  new MailerMessage({ to: addresses } as object).to.map((address) =>
    // Go's `mail.Address` would put brackets around an address without a name. PocketBase's types
    // have only its fields.
    address.name ? (address as unknown as { string(): string }).string() : address.address,
  );

/**
 * Returns somebody for `to`, where a service demands somebody: the sender, when the mail has
 * recipients in `cc` and `bcc` only. The sender gets a copy.
 */
export const somebody = ({ to, from }: { to: Address[]; from: Address }): Address[] =>
  to.length > 0 ? to : [{ ...from, name: "Undisclosed recipients" }];
