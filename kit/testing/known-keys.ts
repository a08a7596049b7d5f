// A misspelt option would do nothing, and the test would pass or fail for another reason.

/** The keys of a type, each named once: the compiler says when one is missing. */
export type Keys<T> = Record<keyof T, true>;

/** Throws for a key that is not known. The error suggests the nearest known one. */
export function refuseUnknownKeys(what: string, given: object, keys: Record<string, true>): void {
  const known = Object.keys(keys);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  const each = unknown.map(
    (key) => `${what} got the unknown key ${JSON.stringify(key)}.${suggestion(key, known)}`,
  );
  throw new TypeError(`${each.join(" ")} Known: ${known.join(", ")}.`);
}

/** Makes the sentence that suggests the name that was probably meant; "" where none is similar. */
export function suggestion(name: string, known: readonly string[]): string {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const [best] = known
    .map((one) => ({ one, distance: edits(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best ? ` Did you mean "${best.one}"?` : "";
}

/** Counts the insertions, deletions and substitutions that make `b` of `a` (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
