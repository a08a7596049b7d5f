/** The median, and the range of the middle half of the runs. */
export function summary(runs: number[]) {
  return { median: quantile(runs, 0.5), low: quantile(runs, 0.25), high: quantile(runs, 0.75) };
}
export type Summary = ReturnType<typeof summary>;

/** Returns the value that a `share` of the values does not exceed: 0.99 means 99 of 100. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

/** Each run divided by the base's run of the same round. */
export const ratios = (runs: number[], base: number[]) =>
  summary(runs.map((value, round) => value / (base[round] ?? Number.NaN)));

/** A summary with its text for readers: `1.02 (0.98–1.05)`. */
export type Measured = Summary & { text: string };

export function range(measured: Summary, digits = 0): Measured {
  const [median, low, high] = [measured.median, measured.low, measured.high].map((value) =>
    value.toFixed(digits),
  );
  return { ...measured, text: `${median} (${low}–${high})` };
}
