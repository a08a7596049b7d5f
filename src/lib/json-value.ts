// Makes of an answer what `JSON.stringify` would say. PocketBase's own encoder sends the status
// before it looks at the value, so a value that it refuses would be an empty 200.

/** JavaScript that nests deeper has a cycle. Go's encoder has the same limit. */
const MAX_DEPTH = 1000;

/**
 * Returns `value` as PocketBase's encoder takes it, with the meaning that it has for
 * `JSON.stringify`: NaN is null, functions and undefined are left out, `toJSON` is called. Go values
 * stay as they are, because only Go knows their JSON. Returns undefined for what JSON leaves out.
 * Throws a TypeError for a cycle and for a BigInt.
 */
export const jsonValue = (value: unknown): unknown =>
  typeof value === "object" && value !== null && isJson(value) ? value : made(value, 0);

/** Whether nothing has to be changed. Most answers are like this, so it is asked in one loop. */
function isJson(value: object, depth = 0): boolean {
  if (isMarshaler(value)) return true;
  const kind = value.constructor;
  if ((kind !== Array && kind !== Object) || depth > MAX_DEPTH) return false;
  const items: unknown[] = kind === Array ? (value as unknown[]) : Object.values(value);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === null) continue;
    const type = typeof item;
    if (type === "string" || type === "boolean") continue;
    if (type === "number") {
      if ((item as number) - (item as number) !== 0) return false;
    } else if (type !== "object" || !isJson(item as object, depth + 1)) return false;
  }
  return true;
}

function made(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "object":
      return value === null ? null : objectOf(value, depth);
    case "bigint":
      if (hasToJson(value)) return made(value.toJSON(), depth);
      throw new TypeError("JSON has no BigInt. Use a text, or a number.");
    default:
      return undefined;
  }
}

type Values = Record<string, unknown>;

const hasToJson = (value: unknown): value is { toJSON(): unknown } =>
  typeof (value as { toJSON?: unknown }).toJSON === "function";

/** Records, dates and JSON fields of PocketBase say their own JSON in Go. */
const isMarshaler = (value: object) => "marshalJSON" in value;

function objectOf(value: object, depth: number): unknown {
  if (isMarshaler(value)) return value;
  const given: unknown = hasToJson(value) ? value.toJSON() : value;
  if (typeof given !== "object" || given === null) return made(given, depth);
  if (isMarshaler(given)) return given;
  if (depth > MAX_DEPTH) {
    throw new TypeError(`The value has a cycle, or is more than ${MAX_DEPTH} levels deep.`);
  }
  return Array.isArray(given)
    ? Array.from(given, (item) => made(item, depth + 1))
    : membersOf(given as Values, depth);
}

function membersOf(object: Values, depth: number): Values {
  // It has no prototype, because a key may be called "__proto__".
  const copy: Values = Object.create(null);
  for (const [key, item] of Object.entries(object)) {
    if (typeof item === "function" && isFromGo(object)) return object;
    const json = made(item, depth + 1);
    if (json !== undefined) copy[key] = json;
  }
  return copy;
}

/** The methods of a Go struct look like members, but nothing can be added to it. */
function isFromGo(object: object): boolean {
  const probe = "pocketbundle probe";
  if (!Object.isExtensible(object)) return false;
  if (!Reflect.defineProperty(object, probe, { configurable: true })) return true;
  return !Reflect.deleteProperty(object, probe);
}
