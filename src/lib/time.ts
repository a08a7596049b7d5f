// Times are stored in PocketBase's format, so that they compare as text.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Ten years, in seconds. A longer time is a mistake, such as one in milliseconds. */
export const MAX_SECONDS = 315_360_000;

/** A later time would have a longer year, and would sort before all others. */
const LAST = Date.UTC(9999, 11, 31);

/** Returns `2026-11-24 06:15:36.123Z`. */
export const dateText = (milliseconds: number): string =>
  new Date(Math.min(milliseconds, LAST)).toISOString().replace("T", " ");

export const now = (): string => dateText(Date.now());

const FACTOR = 4;
const MAX_DELAY = HOUR;

/**
 * Returns the milliseconds before the next attempt after `attempts` failures. The delay grows by a
 * factor of four from `first`, to an hour at most. It varies by ±20%, so that jobs which failed
 * together do not come back together.
 */
export function retryDelay(attempts: number, first: number, random = Math.random()): number {
  const delay = Math.min(MAX_DELAY, first * FACTOR ** (attempts - 1));
  return delay * (0.8 + 0.4 * random);
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: HOUR, d: DAY };
export const DURATION = /^(\d{1,5})([smhd])$/;

/** Returns `"7d"` in milliseconds. */
export function duration(text: string): number {
  const [, count, unit = ""] = text.match(DURATION) ?? [];
  return Number(count) * (UNITS[unit] ?? Number.NaN);
}
