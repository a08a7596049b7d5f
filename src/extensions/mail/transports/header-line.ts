// Makes headers fit into one line: PocketBase's mailer does not fold them, some servers refuse a
// mail with longer lines, and others break the lines.
import type { Address } from "../address.ts";
import { encoded } from "./addresses.ts";

/** The octets of a line (RFC 5322, 2.1.1), without the header's name. */
const MAX = 998 - "Subject: ".length;
const NON_ASCII = /[^\x20-\x7e]/;

/**
 * Leaves out the recipients' names when they are too long. More than about 30 addresses do not fit
 * even without names.
 */
export const fittingNames = (addresses: Address[]): Address[] =>
  encoded(addresses).join(",").length <= MAX
    ? addresses
    : addresses.map(({ address }) => ({ name: "", address }));

/** Returns the subject, or as much of it as fits, with "…" at its end. */
export function fittingSubject(subject: string): string {
  if (encodedLength(subject) <= MAX) return subject;
  const chars = [...subject];
  const cut = (length: number) => `${chars.slice(0, length).join("")}…`;
  let [fits, tooLong] = [0, chars.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (encodedLength(cut(middle)) <= MAX) fits = middle;
    else tooLong = middle;
  }
  return cut(fits);
}

/**
 * Returns the largest length that the encoded text can have (RFC 2047, "Q"): an octet becomes three
 * characters, and 12 of each word's 75 characters are not text.
 */
function encodedLength(text: string): number {
  if (!NON_ASCII.test(text)) return text.length;
  const width = [...text].reduce((sum, char) => sum + widthOf(char), 0);
  return 75 * Math.ceil(width / 52);
}

/**
 * A character is never split between two words, so only 52 of a word's 63 characters are sure to be
 * used.
 */
function widthOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return /[\w ]/.test(char) && char !== "_" ? 1 : 3;
  return code < 0x800 ? 6 : code < 0x10000 ? 9 : 12;
}
