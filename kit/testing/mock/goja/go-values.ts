/** The Go value that each object of a context stands for. */
const goValues = new WeakMap<object, object>();

/** The lists of numbers that are Go's `[]byte`. */
export const byteLists = new WeakSet<object>();

export function standFor(shown: object, value: object): void {
  goValues.set(shown, value);
}

/** Returns the Go value that an object of a context stands for, if it stands for one. */
export const knownGoValue = (shown: object): object | undefined => goValues.get(shown);

/** Returns the Go value that a JavaScript value stands for, or the value itself. */
export function goValueOf(value: unknown): unknown {
  return value !== null && typeof value === "object" ? (goValues.get(value) ?? value) : value;
}
