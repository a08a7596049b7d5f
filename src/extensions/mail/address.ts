import { asciiDomain, isAddress } from "../../lib/address.ts";

export interface Address {
  /** The display name; `""` when there is none. */
  name: string;
  /** The mail address, with its domain in ASCII. */
  address: string;
}

/**
 * Parses `ada@example.com` or `Ada <ada@example.com>`, and throws on anything else, because an
 * accepted address is written into a header and into the commands to a mail server. White space
 * and a comma at the ends are left out.
 */
export function parseAddress(given: string): Address {
  const text = trimmed(given);
  const [, name = "", bracketed, bare] = text.match(ADDRESS) ?? [];
  const address = asciiDomain((bracketed ?? bare ?? "").trim());
  if (!isAddress(address)) {
    throw new Error(`Not an email address: ${shown(text)}. ${expected(address)}`);
  }
  if (LIST.test(name)) {
    throw new Error(`Several addresses in one text: ${shown(text)}. Expected a list of texts.`);
  }
  return { name: unquoted(name.trim()), address };
}

/** Returns the text without white space, commas and semicolons at its ends. */
export const trimmed = (text: string): string => text.replace(/^[\s\u200b,;]+|[\s\u200b,;]+$/g, "");

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
const ADDRESS = /^(?:([^<>\x00-\x1f\x7f]*)<([^<>]+)>|([^<>]+))$/;
/**
 * `a@example.com, Bob <b@example.com>` is refused: a user who means two recipients must not reach
 * one.
 */
const LIST = /^[^"]*@[^"]*,/;

const expected = (address: string) =>
  /^[^@\s]*[^\0-\x7f][^@\s]*@[^@\s]+$/.test(address)
    ? "Before the @, it has a letter that is not ASCII, which few mail servers accept."
    : "Expected ada@example.com or Ada <ada@example.com>.";

/** Returns the text that a quoted string (RFC 5322, 3.2.4) stands for. */
const unquoted = (name: string) =>
  /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, "$1") : name;

const shown = (text: string) => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
