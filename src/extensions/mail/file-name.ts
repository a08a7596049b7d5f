// The person who uploads a file chooses its name, and other people get it in a header and on their
// disks.

/**
 * Characters. Both names of a file stand in one header line, which has 998 at most (RFC 5322,
 * 2.1.1).
 */
const MAX_LENGTH = 100;
const MAX_EXTENSION = 20;

/**
 * Folder separators, line breaks and other control characters, and characters that turn the
 * direction of writing: with one, `gpj.exe` would read `exe.jpg`.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
  /[\x00-\x1f\x7f-\x9f/\\\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff]/g;

/** Replaces unsafe characters by `_`, and cuts the name before its extension. */
export function safeName(name: string): string {
  const chars = [...name.replace(UNSAFE, "_")];
  if (chars.length <= MAX_LENGTH) return chars.join("") || "file";
  const dot = chars.lastIndexOf(".");
  const extension = dot >= chars.length - MAX_EXTENSION ? chars.slice(dot) : [];
  return [...chars.slice(0, MAX_LENGTH - extension.length), ...extension].join("");
}

/**
 * Encodes the name in ASCII, as encoded words (RFC 2047) in quotes: PocketBase's mailer would send
 * the bytes unchanged, and it cannot write the form of RFC 2231. A word may have 75 characters,
 * which hold 11 characters of four bytes.
 */
export function encodedName(name: string): string {
  if (!/[^\x20-\x7e]/.test(name)) return name;
  const chars = [...name];
  const words: string[] = [];
  for (let at = 0; at < chars.length; at += 11) {
    const text = chars.slice(at, at + 11).join("");
    words.push(`=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`);
  }
  return words.join(" ");
}
