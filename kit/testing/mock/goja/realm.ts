import { type Context, createContext, runInContext, type Script } from "node:vm";
import type { Core } from "../core/core.ts";
import { FieldsList } from "../core/fields/fields-list.ts";
import { GoError } from "../go/errors.ts";
import type { Failures } from "../go/failures.ts";
import { Bytes, type GoShape, JsonRaw, RawText, shapeOf } from "../go/go.ts";
import { Slice } from "../sql/models.ts";
import { JsException } from "./js-exception.ts";
import { PRELUDE, type Prelude } from "./prelude.ts";
import { listProxy, mapProxy, structProxy } from "./proxies.ts";
import { GOJA_BUILTINS } from "./surface.ts";

type HostFunction = (...args: never[]) => unknown;
type JsFunction = (...args: unknown[]) => unknown;

/** The Go value that each object of a context stands for. */
const goValues = new WeakMap<object, object>();
/** The lists of numbers that are Go's `[]byte`. */
const byteLists = new WeakSet<object>();

/**
 * One goja VM: a node:vm context, and the conversion of values between it and the mock, which takes
 * the part of Go (goja's ToValue and Export). Go values are shown by proxies. Maps are live, and
 * other lists are copies.
 */
export class Realm {
  readonly context: Context = createContext({}, { microtaskMode: "afterEvaluate" });
  readonly #prelude: Prelude;
  readonly #failures: Failures;
  readonly #shown = new WeakMap<object, object>();
  readonly #exported = new WeakMap<object, HostFunction>();

  constructor({ failures, clock }: Core) {
    this.#failures = failures;
    this.#prelude = runInContext(PRELUDE, this.context)(GOJA_BUILTINS, () => clock.now());
  }

  /** Runs a compiled script. A value that it throws becomes a JsException. */
  run(script: Script): unknown {
    return this.#fromJs(() => script.runInContext(this.context, { displayErrors: false }));
  }

  setGlobal(name: string, value: unknown): void {
    this.context[name] = this.toJs(value);
  }

  /** Sets a global function that gets JavaScript's own values, not Go's. */
  setRaw(name: string, call: (...args: unknown[]) => unknown): void {
    this.context[name] = this.#prelude.method((args) => this.#toThrow(() => call(...args)));
  }

  /**
   * Sets a constructor: `make` gets Go values and returns the one that the new object stands for.
   */
  setConstructor(name: string, make: (...args: never[]) => object): void {
    this.context[name] = this.#prelude.constructor(name, (args, prototype) =>
      this.#toThrow(() => {
        const made = make(...(args.map((arg) => this.toGo(arg)) as never[]));
        return this.#struct(made, shapeOf(made), prototype);
      }),
    );
  }

  /** goja's ToValue. */
  toJs(value: unknown): unknown {
    if (typeof value === "function")
      return this.#method(value as HostFunction, value as HostFunction);
    if (value === null || typeof value !== "object" || goValues.has(value)) return value;
    if (value instanceof JsException) return this.#struct(value, shapeOf(value));
    if (value instanceof JsonRaw) return this.#list([...value.bytes], value, true);
    if (value instanceof FieldsList) return this.#list(value.items, value, false);
    if (value instanceof RawText) return this.#rawText(value);
    if (value instanceof Bytes) return this.#list([...value], undefined, true);
    if (value instanceof Slice) return this.#slice(value);
    const shape = shapeOf(value);
    if (shape) return this.#struct(value, shape);
    if (Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype)
      return this.#list(value);
    if (isPlain(value)) return this.#map(value);
    return value;
  }

  /** goja's Export. */
  toGo(value: unknown): unknown {
    if (value === undefined) return null;
    if (typeof value === "function") return this.#callback(value as JsFunction);
    if (value === null || typeof value !== "object") return value;
    const known = goValues.get(value);
    if (known) return known;
    if (Array.isArray(value)) {
      return byteLists.has(value) ? new Bytes(value) : Array.from(value, (item) => this.toGo(item));
    }
    return this.#exportObject(value);
  }

  /** Returns the exception that Go sees of a failed call, unless it is a fault of the mock. */
  exception(thrown: unknown): GoError {
    const exported = this.#isGoError(thrown)
      ? goValueOf((thrown as { value: unknown }).value)
      : null;
    const inner = exported instanceof GoError ? exported : null;
    return new JsException(thrown, `${describe(thrown)}${this.#position(thrown)}`, inner);
  }

  notMocked(what: string): Error {
    return this.#failures.notMocked(what);
  }

  #isGoError(thrown: unknown): boolean {
    return this.#prelude.isError(thrown) && (thrown as Error).name === "GoError";
  }

  #position(thrown: unknown): string {
    const stack = (thrown as { stack?: unknown } | null | undefined)?.stack;
    const frame =
      typeof stack === "string" ? stack.match(/\n\s+at (?:.*\()?([^\s()]+:\d+:\d+)\)?/)?.[1] : "";
    return frame ? ` at ${frame}` : "";
  }

  #exportObject(value: object): unknown {
    const tag = Object.prototype.toString.call(value);
    if (ArrayBuffer.isView(value)) {
      return new Bytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    }
    if (tag === "[object ArrayBuffer]") return new Bytes(value as ArrayBuffer);
    if (tag === "[object Date]") return new Date((value as Date).getTime());
    if (tag === "[object Set]") return Array.from(value as Set<unknown>, (item) => this.toGo(item));
    if (tag === "[object Map]")
      return Array.from(value as Map<unknown, unknown>, (pair) => this.toGo(pair));
    if (tag === "[object Promise]") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.toGo(item)]));
  }

  #callback(call: JsFunction): HostFunction {
    const known = this.#exported.get(call) ?? (goValues.get(call) as HostFunction | undefined);
    if (known) return known;
    const host = (...args: unknown[]) =>
      this.#fromJs(() => this.toGo(call(...args.map((arg) => this.toJs(arg)))));
    // The text of a handler is read by its toString.
    Object.defineProperty(host, "toString", { value: () => String(call) });
    this.#exported.set(call, host);
    return host;
  }

  #fromJs<T>(run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      throw this.exception(thrown);
    }
  }

  /**
   * Runs Go for JavaScript: a Go error becomes a GoError, and an exception is thrown on unchanged.
   */
  #toThrow<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof JsException) throw error.thrown;
      if (error instanceof GoError) throw this.#prelude.goError(error.error(), this.toJs(error));
      // This is a gap or fault of the mock: the test gets it even when a hook catches it.
      const fault = this.#failures.record(
        error instanceof Error ? error : new Error(String(error)),
      );
      throw this.#prelude.error("Error", fault.message);
    }
  }

  /** Makes one function of the context per function and object, so that `e.next === e.next`. */
  #method(host: HostFunction, key: object): unknown {
    const known = this.#shown.get(key);
    if (known) return known;
    const method = this.#prelude.method((args) =>
      this.#toThrow(() => this.toJs(host(...(args.map((arg) => this.toGo(arg)) as never[])))),
    );
    this.#shown.set(key, method);
    goValues.set(method, host);
    return method;
  }

  #remember(value: object, shown: object): object {
    this.#shown.set(value, shown);
    goValues.set(shown, value);
    return shown;
  }

  #struct(value: object, shape: GoShape | undefined, prototype?: object): object {
    const known = this.#shown.get(value);
    if (known || !shape) return known ?? this.#map(value as { [key: string]: unknown });
    const target = this.#prelude.object(prototype);
    return this.#remember(value, structProxy(value, shape, target, this.#passage(shape)));
  }

  /**
   * goja gives Go the original bytes of a text that JavaScript has not changed. A primitive of V8
   * cannot remember them.
   */
  #rawText(value: RawText): object {
    const shown = this.#prelude.text(value.toJSON());
    goValues.set(shown, value);
    return shown;
  }

  #map(value: object): object {
    const known = this.#shown.get(value);
    const target = this.#prelude.object();
    return known ?? this.#remember(value, mapProxy(value, target, this.#passage()));
  }

  #list(items: readonly unknown[], owner?: object, bytes = false): object {
    const list = this.#prelude.array();
    for (const item of items) list.push(this.toJs(item));
    if (bytes) byteLists.add(list);
    if (!owner) return list;
    goValues.set(list, owner);
    if (owner instanceof JsonRaw) {
      // goja shows a Go value that has a String method as its text.
      const text = () => owner.string();
      Object.defineProperty(list, "toString", { value: this.#method(text, text) });
    }
    const shape = shapeOf(owner);
    for (const name of shape?.keys ?? []) {
      const found = (owner as Record<string, HostFunction>)[name]?.bind(owner) as HostFunction;
      const missing = () => {
        throw this.notMocked(`${shape?.name}.${name}`);
      };
      const method = shape?.methods.includes(name) ? found : missing;
      Object.defineProperty(list, name, { value: this.#method(method, method), enumerable: true });
    }
    return list;
  }

  /** A pointer to a Go slice: JavaScript sees the items that Go puts into it. */
  #slice(slice: Slice): object {
    const known = this.#shown.get(slice);
    const passage = this.#passage();
    return (
      known ??
      this.#remember(
        slice,
        listProxy(slice.items, this.#prelude.array(), (item) => item, passage),
      )
    );
  }

  #passage(shape?: GoShape) {
    return {
      toJs: (value: unknown) => this.toJs(value),
      toGo: (value: unknown) => this.toGo(value),
      live: (list: unknown[], cast: (item: unknown) => unknown) => {
        const known = this.#shown.get(list);
        return (
          known ??
          this.#remember(list, listProxy(list, this.#prelude.array(), cast, this.#passage()))
        );
      },
      method: (host: object, name: string) => {
        const found = (host as Record<string, HostFunction>)[shape?.alias?.[name] ?? name];
        const bound = (...args: never[]) => (found as HostFunction).apply(host, args);
        return this.#method(bound, bound);
      },
      notMocked: (what: string) => {
        throw this.#prelude.error("Error", this.#failures.notMocked(what).message);
      },
    };
  }
}

export function goValueOf(value: unknown): unknown {
  return value !== null && typeof value === "object" ? (goValues.get(value) ?? value) : value;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Returns `String(value)` as goja writes a thrown value. */
function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "[object Object]";
  }
}
