// The functions that the texts of rules call. A VM evaluates these, and not the rules themselves.
import { codePoints } from "./rule.ts";

/**
 * A URL of RFC 3986 with an authority: a host name, an IPv4 address or an IPv6 address in brackets,
 * and no white space.
 */
const URL =
  /^https?:\/\/(?:[^\s/?#@:[\]]+(?::[^\s/?#@[\]]*)?@)?(?:\[[0-9a-f:.]+\]|[^\s/?#@:[\]"<>\\^`{|}]+)(?::\d{1,5})?(?:[/?#][^\s"<>\\^`{|}]*)?$/i;
const MAX_URL = 2048;

const isUrl = (text: string) => text.length <= MAX_URL && URL.test(text);

type Choice = string | number | boolean;

const hasOnly = (items: Choice[], choices: Choice[]) =>
  items.every((item) => choices.includes(item));
const hasAny = (items: Choice[], choices: Choice[]) => items.some((item) => choices.includes(item));

function hasTwice(items: unknown[]): boolean {
  // Comparing every pair is faster for a few items, and takes too long for many.
  if (items.length > 32) return hasEqualTexts(items);
  const { length } = items;
  for (let i = 0; i < length; i++) {
    const item = items[i];
    // Objects are compared by their text, and other values directly.
    if (typeof item === "object") return hasEqualTexts(items);
    for (let j = i + 1; j < length; j++) if (items[j] === item) return true;
  }
  return false;
}

const hasEqualTexts = (items: unknown[]) =>
  new Set(items.map(lazy(import("../canonical-json.ts")).canonicalJson)).size < items.length;

/**
 * Decides for decimals as people read them, because `0.3 % 0.1` is not 0 in binary. The quotient of
 * two doubles is wrong by a few units in the last place at most.
 */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  const tolerance = Math.abs(quotient) * 4 * Number.EPSILON;
  return Number.isFinite(quotient) && Math.abs(quotient - Math.round(quotient)) <= tolerance;
}

/** ISO 8601 as JavaScript reads it: a date (UTC), or a date-time with an offset or `Z`. */
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Returns milliseconds since 1970, `NaN` for a text that is not a date. */
export const instant = (text: unknown) =>
  typeof text === "string" && ISO.test(text)
    ? Date.parse(text[10] === " " ? text.replace(" ", "T") : text)
    : Number.NaN;

export const isInstant = (text: string) => !Number.isNaN(instant(text));

/** A bound whose field is empty has no effect, because comparisons with `NaN` are false. */
function isWithin(value: unknown, after: number, before: number): boolean {
  const time = instant(value);
  return !Number.isNaN(time) && !(time <= after) && !(time >= before);
}

type Broken = [field: number, rule: string, value: unknown];

const add = (found: Broken[] | undefined, ...broken: Broken): Broken[] => [
  ...(found ?? []),
  broken,
];

export const HELPERS = {
  add,
  isArray: Array.isArray,
  codePoints,
  /** A text asks for this once in a VM, when it is evaluated. */
  get isAddress() {
    return lazy(import("../address.ts")).isAddress;
  },
  isUrl,
  hasOnly,
  hasAny,
  hasTwice,
  isMultiple,
  instant,
  isWithin,
};
