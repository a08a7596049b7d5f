export interface Address {
  /** `""` for none. */
  name: string;
  /** Its domain in ASCII. */
  address: string;
}

/**
 * `ada@example.com` or `Ada <ada@example.com>`. Throws on anything else: what is let through here stands in a header and
 * in the commands to a mail server. Not taken, though RFC 5321 allows them: quoted local parts and address literals.
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
/** `a@example.com, Bob <b@example.com>`: who means two recipients must not reach one. */
const LIST = /^[^"]*@[^"]*,/;
// Letters of any script may stand in both parts (RFC 6531), but no space, control character or sign with a meaning.
const PARTS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
  /^(?!\.)(?!.*\.\.)[^\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\ufeff"(),:;<>@[\\\]]{1,64}(?<!\.)@([^\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\xa0\u2000-\u206f\ufeff]{1,253})$/;
const LABELS = /^(?!-)[^.]{1,63}(?<!-)(\.(?!-)[^.]{1,63}(?<!-))*$/;

/** RFC 5321, 4.5.3.1: 64 octets before the @, and a path of 254. */
const MAX_LENGTH = 254;

export function isAddress(address: string): boolean {
  const domain = address.match(PARTS)?.[1];
  return domain !== undefined && LABELS.test(domain) && address.length <= MAX_LENGTH;
}

/** A quoted string (RFC 5322, 3.2.4) as what it stands for. */
const unquoted = (name: string) =>
  /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, "$1") : name;

const NON_ASCII = /[^\0-\x7f]/;

/**
 * The domain as DNS has it (RFC 5890: `bücher` is `xn--bcher-kva`), which every mail server and service takes. What is before
 * the @ has no such form: such mail needs a server with SMTPUTF8 (RFC 6531).
 */
export function asciiDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at);
  if (!NON_ASCII.test(domain)) return address;
  return address.slice(0, at) + lazy(import("./idn.ts")).toAsciiDomain(domain);
}

const shown = (text: string) => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
