/** The number of characters that are kept. */
const MAX_WORDS = 1000;

/**
 * Returns the other side's words on one line and without the secrets, because servers and proxies
 * may repeat what they were sent.
 */
export function redact(words: string, secrets: string[]): string {
  const clean = secrets
    .filter((secret) => secret !== "")
    // The longest secret comes first, because one may be a part of another.
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, "***"), words);
  return clean.replace(/\s+/g, " ").trim().slice(0, MAX_WORDS);
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
