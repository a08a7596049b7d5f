import type { Address } from "../address.ts";

/** `"Müller, Inc" <ada@example.com>`, for services that take UTF-8: RFC 5322 with the characters of RFC 6532. */
export const quoted = ({ name, address }: Address): string =>
  name === "" ? address : `"${name.replace(/\s+/g, " ").replace(/["\\]/g, "\\$&")}" <${address}>`;

/** The same in ASCII, as it stands in a header (RFC 2047): Go's own, from the addresses of a message. */
export const encoded = (addresses: Address[]): string[] =>
  new MailerMessage({ to: addresses } as object).to.map((address) =>
    // Go's `mail.Address` would put brackets around a bare one; PocketBase's types have its fields only.
    address.name ? (address as unknown as { string(): string }).string() : address.address,
  );
