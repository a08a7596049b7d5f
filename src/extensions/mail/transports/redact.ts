/** Characters of the other side's words that are kept. */
const MAX_WORDS = 1000;

/** What the other side said, on one line and without the secrets: servers and proxies may repeat what they were sent. */
export function redact(words: string, secrets: string[]): string {
  const clean = secrets
    .filter((secret) => secret !== "")
    // The longest first: one may be the end of another.
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, "***"), words);
  return clean.replace(/\s+/g, " ").trim().slice(0, MAX_WORDS);
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
