/**
 * The JSON of a value that is stored. `what` is how the error names the value: "The payload of
 * "sync"". Throws for what JSON cannot hold, such as a function, a BigInt or an object with a cycle.
 */
export function jsonText(what: string, value: unknown): string {
  let reason = `got ${typeof value}`;
  try {
    const text: unknown = JSON.stringify(value);
    if (typeof text === "string") return text;
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new TypeError(`${what} is stored as JSON, which cannot hold it: ${reason}.`);
}
