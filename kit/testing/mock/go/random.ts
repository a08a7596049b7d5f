import { randomInt } from "node:crypto";
import { NotMockedError } from "./failures.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function randomString(length: number, alphabet = ALPHABET): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/**
 * `security.RandomStringByRegex` for patterns such as `[a-z0-9]{15}`: classes and literals, each
 * with a fixed count.
 */
export function randomByRegex(pattern: string): string {
  const parts = [...pattern.matchAll(/\[([^\]^]+)\](?:\{(\d+)\})?|(\w)/g)];
  if (parts.map(([part]) => part).join("") !== pattern) {
    throw new NotMockedError(`random text for the pattern ${pattern}`);
  }
  return parts
    .map(
      ([, set, count = "1", literal]) => literal ?? randomString(Number(count), members(set ?? "")),
    )
    .join("");
}

function members(set: string): string {
  return set.replace(/(.)-(.)/g, (_, from: string, to: string) => {
    const start = from.charCodeAt(0);
    const length = to.charCodeAt(0) - start + 1;
    return Array.from({ length }, (_, i) => String.fromCharCode(start + i)).join("");
  });
}
