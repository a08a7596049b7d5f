export interface Address {
  name: string;
  address: string;
}

/** `ada@example.com` or `Ada <ada@example.com>`. Throws on anything else, line breaks included. */
export function parseAddress(text: string): Address {
  const [, name = "", bracketed, bare] = text.match(ADDRESS) ?? [];
  const address = bracketed ?? bare;
  if (!address)
    throw new Error("Not an email address: expected ada@example.com or Ada <ada@example.com>.");
  return { name: name.trim().replace(/^"(.*)"$/, "$1"), address };
}

const ADDRESS = /^(?:([^<>\r\n]*)<([^\s<>@]+@[^\s<>@]+)>|([^\s<>@]+@[^\s<>@]+))$/;
