/** The median, and how far the middle half of the runs lies apart. */
export function summary(runs: number[]) {
  const sorted = runs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
export type Summary = ReturnType<typeof summary>;
