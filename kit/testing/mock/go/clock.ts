/** A date, a text that `Date` reads, or milliseconds since 1970. */
export type Time = Date | string | number;

const UNITS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * The time of one app, for hook files, records, jobs and SQL. It follows the machine's clock until
 * a test sets it.
 */
export class Clock {
  #set: number | undefined;

  now(): number {
    return this.#set ?? Date.now();
  }

  /** Sets the time. From now on the clock stands still, and moves only when it is told to. */
  set(time: Time): void {
    const milliseconds = new Date(time).getTime();
    if (Number.isNaN(milliseconds)) throw new TypeError(`not a time: ${String(time)}`);
    this.#set = milliseconds;
  }

  /** Takes milliseconds, or a text such as `"90s"`, `"5m"`, `"2h"` or `"7d"`. */
  advance(by: number | string): void {
    this.#set = this.now() + durationOf(by);
  }

  /** PocketBase's `sleep`: a clock that stands still moves on, and nothing waits. */
  sleep(milliseconds: number): void {
    if (this.#set !== undefined) this.#set += milliseconds;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  }
}

function durationOf(by: number | string): number {
  if (typeof by === "number") return by;
  const [, count, unit = ""] = by.match(/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/) ?? [];
  if (count === undefined) throw new TypeError(`not a duration: ${by}`);
  return Number(count) * (UNITS[unit] as number);
}
