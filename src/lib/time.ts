// Times as PocketBase stores them, so that they compare as text, and the times between attempts.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Later ones would have a longer year, and sort before all others. */
const LAST = Date.UTC(9999, 11, 31);

/** `2026-11-24 06:15:36.123Z` */
export const dateText = (milliseconds: number): string =>
  new Date(Math.min(milliseconds, LAST)).toISOString().replace("T", " ");

export const now = (): string => dateText(Date.now());

const FACTOR = 4;
const MAX_DELAY = HOUR;

/**
 * Milliseconds before the next attempt, when `attempts` have failed: exponential from `first`, an hour at most, ±20%
 * so that what failed together does not come back together.
 */
export function retryDelay(attempts: number, first: number, random = Math.random()): number {
  const delay = Math.min(MAX_DELAY, first * FACTOR ** (attempts - 1));
  return delay * (0.8 + 0.4 * random);
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: HOUR, d: DAY };
export const DURATION = /^(\d{1,5})([smhd])$/;

/** `"7d"` in milliseconds. */
export function duration(text: string): number {
  const [, count, unit = ""] = text.match(DURATION) ?? [];
  return Number(count) * (UNITS[unit] ?? Number.NaN);
}
