// goja's Export
import { Bytes } from "../go/go.ts";
import { GoTime } from "../go/time.ts";
import type { Exceptions } from "./exceptions.ts";
import { byteLists, knownGoValue } from "./go-values.ts";

type JsFunction = (...args: unknown[]) => unknown;
export type HostFunction = (...args: never[]) => unknown;

/** Makes Go values of a context's values. */
export class ToGo {
  readonly #callbacks = new WeakMap<object, HostFunction>();

  constructor(
    private readonly exceptions: Exceptions,
    private readonly toJs: (value: unknown) => unknown,
  ) {}

  convert(value: unknown): unknown {
    if (value === undefined) return null;
    if (typeof value === "function") return this.#callback(value as JsFunction);
    if (value === null || typeof value !== "object") return value;
    const known = knownGoValue(value);
    if (known) return known;
    if (Array.isArray(value)) return byteLists.has(value) ? new Bytes(value) : this.#list(value);
    return this.#object(value);
  }

  #list(items: Iterable<unknown>): unknown[] {
    return Array.from(items, (item) => this.convert(item));
  }

  #object(value: object): unknown {
    if (ArrayBuffer.isView(value)) {
      return new Bytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    }
    switch (Object.prototype.toString.call(value)) {
      case "[object ArrayBuffer]":
        return new Bytes(value as ArrayBuffer);
      case "[object Date]":
        return timeOf(value as Date);
      case "[object Set]":
      case "[object Map]":
        return this.#list(value as Iterable<unknown>);
      case "[object Promise]":
        return value;
      default:
        return this.#map(value);
    }
  }

  #map(value: object): unknown {
    const entries = Object.entries(value).map(([key, item]) => [key, this.convert(item)]);
    return Object.fromEntries(entries);
  }

  #callback(call: JsFunction): HostFunction {
    const known = this.#callbacks.get(call) ?? (knownGoValue(call) as HostFunction | undefined);
    if (known) return known;
    const host = (...args: unknown[]) =>
      this.exceptions.fromJs(() => this.convert(call(...args.map((arg) => this.toJs(arg)))));
    // The text of a handler is read by its toString.
    Object.defineProperty(host, "toString", { value: () => String(call) });
    this.#callbacks.set(call, host);
    return host;
  }
}

function timeOf(date: Date): GoTime {
  const ms = date.getTime();
  if (Number.isNaN(ms)) throw new RangeError("PocketBase panics: Go has no invalid Date");
  return new GoTime(ms);
}
