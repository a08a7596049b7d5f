// Makes of an answer what `JSON.stringify` would say. PocketBase's own encoder sends the status
// before it looks at the value, so a value that it refuses would be an empty 200.

/**
 * A value for PocketBase's encoder, or the text of one that has many parts or parts that the
 * encoder would misread.
 */
export type Json = { value: unknown; text?: undefined } | { text: string };

/**
 * NaN is null, functions and undefined are left out, `toJSON` is called. Go values stay Go's.
 * `value` is undefined when JSON leaves out the whole. Throws a TypeError for a cycle and a BigInt.
 */
export function jsonOf(value: unknown): Json {
  left = FEW;
  if (typeof value === "object" && value !== null && isJson(value)) return { value };
  if (left >= 0) {
    left = FEW;
    const clean = cleaned(value);
    if (left >= 0) return { value: clean };
  }
  return { text: stringify(value) };
}

/** The same, as a value in any case. */
export function jsonValue(value: unknown): unknown {
  const json = jsonOf(value);
  return json.text === undefined ? json.value : JSON.parse(json.text);
}

/**
 * Up to so many parts, looking at each and PocketBase's encoder are quicker than `JSON.stringify`.
 */
const FEW = 32;
/** How many parts may still be looked at; below zero, the text is made. */
let left = 0;

/**
 * Records, dates and JSON fields of PocketBase say their own JSON in Go. A client may choose the
 * name of a key, and never a function.
 */
const isMarshaler = (value: object) =>
  typeof (value as { marshalJSON?: unknown }).marshalJSON === "function";

/** Whether nothing has to be changed. Most answers are like this, so it is asked in one loop. */
function isJson(value: object): boolean {
  if (isMarshaler(value)) return true;
  const kind = value.constructor;
  if (kind !== Array && kind !== Object) return false;
  const items: unknown[] = kind === Array ? (value as unknown[]) : Object.values(value);
  if (kind === Array && isGoList(items)) return true;
  left -= items.length;
  if (left < 0) return false;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === null) continue;
    const type = typeof item;
    if (type === "string" || type === "boolean") continue;
    if (type === "number") {
      if ((item as number) - (item as number) !== 0) return false;
    } else if (type !== "object" || !isJson(item as object)) return false;
  }
  return true;
}

/** Whether a list came from Go, as the list of records does that PocketBase has found. */
function isGoList(items: unknown[]): boolean {
  const first = items[0];
  return typeof first === "object" && first !== null && isMarshaler(first) && isFromGo(items);
}

function cleaned(value: unknown): unknown {
  if (--left < 0) return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") left = -1;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return undefined;
  if (isMarshaler(value)) return value;
  if (value.constructor === Array) return Array.from(value as unknown[], cleaned);
  if (value.constructor === Object && !("toJSON" in value)) return membersOf(value);
  left = -1;
  return undefined;
}

function membersOf(object: object): object {
  // It has no prototype, because a key may be called "__proto__".
  const members: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(object)) {
    if (typeof item === "function" && isFromGo(object)) return object;
    const json = cleaned(item);
    if (json !== undefined) members[key] = json;
  }
  return members;
}

/** The methods of a Go struct look like members, but nothing can be added to it. */
function isFromGo(object: object): boolean {
  const probe = "pocketbundle probe";
  if (!Object.isExtensible(object)) return false;
  if (!Reflect.defineProperty(object, probe, { configurable: true })) return true;
  return !Reflect.deleteProperty(object, probe);
}

/** To `JSON.stringify`, the bytes of a JSON field are a list of numbers. Go knows better. */
function stringify(value: unknown): string {
  Object.defineProperty(Array.prototype, "toJSON", { configurable: true, value: goJson });
  try {
    return JSON.stringify(value);
  } finally {
    Reflect.deleteProperty(Array.prototype, "toJSON");
  }
}

function goJson(this: unknown[]): unknown {
  const isGo = isMarshaler(this) || (typeof this[0] === "number" && isFromGo(this));
  return isGo ? JSON.parse(toString([this]))[0] : this;
}
