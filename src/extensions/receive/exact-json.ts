// JSON.parse rounds whole numbers beyond 2^53. In webhooks these are ids, and two ids that differ
// in the last digit would become one.
import { parseBounded } from "../../lib/bounded-json.ts";

/**
 * Parses JSON. A whole number that JavaScript cannot hold exactly becomes the text of its digits.
 * Throws a `SyntaxError` as `parseBounded` does.
 */
export function parseExactly(json: string): unknown {
  const value = parseBounded(json);
  return LARGE.test(json) ? JSON.parse(json.replace(TOKEN, exactly)) : value;
}

/** A number with so many digits, or something in a text that looks like one. */
const LARGE = /[:,\s[]-?\d{16,}\s*[,\]}]/;
/** Texts are matched too, so that digits in them are left alone. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

const exactly = (token: string) =>
  !/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
