// JSON of fields that the runtime's `JSON.parse` does not read.
import { tooLarge } from "./sizes.ts";

/** Texts are matched too, so that digits in them are left alone. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/**
 * Reads a number that is too large for JavaScript, such as `1e999`, as the largest one: PocketBase
 * stores it. Throws like a value that is too large for anything else, because PocketBase refuses it.
 */
export function oddJson(json: string): unknown {
  const within = json.replace(TOKEN, (token) => {
    if (token[0] === '"' || Number.isFinite(Number(token))) return token;
    return String(token[0] === "-" ? -Number.MAX_VALUE : Number.MAX_VALUE);
  });
  try {
    return JSON.parse(within);
  } catch {
    throw tooLarge();
  }
}
