/**
 * Returns the name in `names` with the fewest edits to `name`, if it is similar enough to be the
 * one that was meant.
 */
export function nearest(name: string, names: string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const [best] = names
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/**
 * Counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
 */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = best;
    }
  }
  return at(a.length, b.length);
}

/** A longer list of names is left out where the nearest one is named. */
const LONG_LIST = 40;

/** Makes "Unknown key …", which suggests the nearest known name. */
export function unknownName(kind: string, name: string, known: string[]): string {
  const near = nearest(name, known);
  const unknown = `Unknown ${kind} "${name}".${near ? ` Did you mean "${near}"?` : ""}`;
  if (near && known.length > LONG_LIST) return unknown;
  return known.length > 0 ? `${unknown} Known: ${known.join(", ")}.` : `${unknown} There are none.`;
}
