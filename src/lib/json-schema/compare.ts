/** Whether two values of JSON are equal (JSON Schema core, 4.2.2). */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(at(a, key), at(b, key)))
  );
}
const at = (value: object, key: string) => (value as Record<string, unknown>)[key];

/** `0.3` is a multiple of `0.1`, although `0.3 % 0.1` is not 0 in binary. */
export function isMultiple(value: number, step: number): boolean {
  if (Number.isInteger(value) && (1 / step) % 1 === 0) return true;
  const rest = Math.abs(value % step);
  return Math.min(rest, step - rest) < 1e-10;
}
