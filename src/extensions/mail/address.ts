export interface Address {
  /** The display name; `""` when there is none. */
  name: string;
  /** The mail address, with its domain in ASCII. */
  address: string;
}

/**
 * Parses `ada@example.com` or `Ada <ada@example.com>`, and throws on anything else, because an
 * accepted address is written into a header and into the commands to a mail server. Quoted local
 * parts and address literals are refused, although RFC 5321 allows them.
 */
export function parseAddress(text: string): Address {
  const [, name = "", bracketed, bare] = text.match(ADDRESS) ?? [];
  const given = bracketed ?? bare ?? "";
  const address = isAddress(given) ? asciiDomain(given) : "";
  if (!isAddress(address)) {
    throw new Error(
      `Not an email address: ${shown(text)}. Expected ada@example.com or Ada <ada@example.com>.`,
    );
  }
  if (LIST.test(name)) {
    throw new Error(`Several addresses in one text: ${shown(text)}. Expected a list of texts.`);
  }
  return { name: unquoted(name.trim()), address };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
const ADDRESS = /^(?:([^<>\x00-\x1f\x7f]*)<([^<>]+)>|([^<>]+))$/;
/**
 * `a@example.com, Bob <b@example.com>` is refused: a user who means two recipients must not reach
 * one.
 */
const LIST = /^[^"]*@[^"]*,/;
// Letters of any script may stand in both parts (RFC 6531), but no space, control character or
// character with a meaning in addresses.
const PARTS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
  /^(?!\.)(?!.*\.\.)[^\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\ufeff"(),:;<>@[\\\]]{1,64}(?<!\.)@([^\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\xa0\u2000-\u206f\ufeff]{1,253})$/;
const LABELS = /^(?!-)[^.]{1,63}(?<!-)(\.(?!-)[^.]{1,63}(?<!-))*$/;

/** RFC 5321, 4.5.3.1, allows 64 octets before the @, and a path of 254. */
const MAX_LENGTH = 254;

export function isAddress(address: string): boolean {
  const domain = address.match(PARTS)?.[1];
  return domain !== undefined && LABELS.test(domain) && address.length <= MAX_LENGTH;
}

/** Returns the text that a quoted string (RFC 5322, 3.2.4) stands for. */
const unquoted = (name: string) =>
  /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, "$1") : name;

const NON_ASCII = /[^\0-\x7f]/;

/**
 * Returns the address with its domain as DNS has it (RFC 5890: `bücher` is `xn--bcher-kva`), which
 * every mail server and service accepts. The part before the @ has no such form: it needs a server
 * with SMTPUTF8 (RFC 6531).
 */
export function asciiDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at);
  if (!NON_ASCII.test(domain)) return address;
  return address.slice(0, at) + lazy(import("./idn.ts")).toAsciiDomain(domain);
}

const shown = (text: string) => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
