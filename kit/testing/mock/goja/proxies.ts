import type { GoShape } from "../go/go.ts";

type Fields = { [key: string]: unknown };

/** How values and calls pass between a proxy and its Go value. */
export interface Passage {
  toJs(value: unknown): unknown;
  toGo(value: unknown): unknown;
  live(list: unknown[], cast: (item: unknown) => unknown): object;
  method(host: object, name: string): unknown;
  notMocked(what: string): never;
}

/**
 * Shows a Go struct: its fields and methods, and nothing else can be set (goja's objectGoReflect).
 */
export function structProxy(
  host: object,
  shape: GoShape,
  target: object,
  passage: Passage,
): object {
  const fields = host as Fields;
  // Each access makes a new function: in goja, e.next !== e.next.
  const method = (name: string) => passage.method(host, shape.alias?.[name] ?? name);
  const read = (key: string) => {
    const value = fields[key];
    const cast = shape.live?.[key];
    return cast && Array.isArray(value) ? passage.live(value, cast) : passage.toJs(value);
  };
  const textMethod = shape.stringer ? "string" : host instanceof Error ? "error" : undefined;
  const goJson = () => passage.toJs(JSON.parse(JSON.stringify(host)));
  const plainJson = () => Object.fromEntries(shape.fields.map((name) => [name, read(name)]));
  const own = (key: string) => shape.keys.includes(key) || shape.fields.includes(key);
  return new Proxy(target, {
    get(_, key) {
      if (typeof key === "symbol") return Reflect.get(target, key);
      if (shape.fields.includes(key)) return read(key);
      if (shape.methods.includes(key)) return method(key);
      if (shape.missing.includes(key)) {
        const fail = () => passage.notMocked(`${shape.name}.${key}`);
        // Code asks whether a value has this method, and does not call it.
        return key === "marshalJSON" ? fail : fail();
      }
      if (key === "toString" && textMethod) return method(textMethod);
      if (key === "valueOf" && shape.number) return method(shape.number);
      // goja uses Go's json.Marshaler where there is one, else the fields.
      if (key === "toJSON") return typeof fields.toJSON === "function" ? goJson : plainJson;
      return Reflect.get(target, key);
    },
    set(_, key, value) {
      if (typeof key === "symbol" || !shape.fields.includes(key)) return false;
      const cast = shape.casts?.[key];
      fields[key] = cast ? cast(value) : passage.toGo(value);
      return true;
    },
    has: (_, key) => (typeof key === "string" && own(key)) || Reflect.has(target, key),
    deleteProperty: () => false,
    ownKeys: () => [...shape.keys],
    getOwnPropertyDescriptor(_, key) {
      if (typeof key === "symbol" || !own(key)) return undefined;
      const value = shape.fields.includes(key)
        ? read(key)
        : shape.methods.includes(key)
          ? method(key)
          : undefined;
      return { value, writable: true, enumerable: true, configurable: true };
    },
  });
}

/** Shows a Go map. It is live: a change by one hook is seen by all. */
export function mapProxy(host: object, target: object, passage: Passage): object {
  const map = host as Fields;
  return new Proxy(target, {
    get(_, key) {
      const has = typeof key === "string" && Object.hasOwn(map, key);
      return has ? passage.toJs(map[key]) : Reflect.get(target, key);
    },
    set(_, key, value) {
      if (typeof key === "symbol") return false;
      map[key] = passage.toGo(value);
      return true;
    },
    defineProperty(_, key, { value }) {
      if (typeof key === "symbol") return false;
      map[key] = passage.toGo(value);
      return true;
    },
    deleteProperty: (_, key) => delete map[key as string],
    has: (_, key) => Object.hasOwn(map, key) || Reflect.has(target, key),
    ownKeys: () => Object.keys(map),
    getOwnPropertyDescriptor(_, key) {
      if (typeof key === "symbol" || !Object.hasOwn(map, key)) return undefined;
      return {
        value: passage.toJs(map[key]),
        writable: true,
        enumerable: true,
        configurable: true,
      };
    },
  });
}

/** Shows a list inside of a struct: `push` reaches the Go value. */
export function listProxy(
  host: unknown[],
  target: unknown[],
  cast: (item: unknown) => unknown,
  passage: Passage,
): object {
  const isIndex = (key: string | symbol): key is string =>
    typeof key === "string" && /^\d+$/.test(key);
  return new Proxy(target, {
    get(_, key, receiver) {
      if (key === "length") return host.length;
      return isIndex(key) ? passage.toJs(host[Number(key)]) : Reflect.get(target, key, receiver);
    },
    set(_, key, value) {
      if (key === "length") host.length = Number(value);
      else if (isIndex(key)) host[Number(key)] = cast(passage.toGo(value));
      else return false;
      return true;
    },
    defineProperty(_, key, { value }) {
      if (key === "length") host.length = Number(value);
      else if (isIndex(key)) host[Number(key)] = cast(passage.toGo(value));
      return true;
    },
    has: (_, key) => (isIndex(key) ? Number(key) < host.length : Reflect.has(target, key)),
    deleteProperty: (_, key) => (isIndex(key) ? delete host[Number(key)] : true),
    ownKeys: () => [...Array.from(host.keys(), String), "length"],
    getOwnPropertyDescriptor(_, key) {
      if (key === "length")
        return { value: host.length, writable: true, enumerable: false, configurable: false };
      if (!isIndex(key) || Number(key) >= host.length) return undefined;
      return {
        value: passage.toJs(host[Number(key)]),
        writable: true,
        enumerable: true,
        configurable: true,
      };
    },
  });
}
