import { LANGUAGE } from "./language.ts";

/**
 * Runs first in every context, and makes the functions, arrays and errors that must be of its own
 * realm, so that `instanceof` and prototypes are as in goja.
 */
export const PRELUDE = `(function (builtins, now) {
  "use strict";
  const holders = {
    globalThis,
    TypedArray: Object.getPrototypeOf(Uint8Array),
    "TypedArray.prototype": Object.getPrototypeOf(Uint8Array).prototype,
    Iterator: Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),
  };
  // V8 keeps no stacks without this property.
  const kept = ["stackTraceLimit"];
  for (const [path, names] of Object.entries(builtins)) {
    const holder = holders[path] || path.split(".").reduce((o, name) => o && o[name], globalThis);
    const known = new Set(names.concat(kept));
    for (const key of holder ? Reflect.ownKeys(holder) : []) {
      if (!known.has(typeof key === "symbol" ? "@@" + key.description : key)) Reflect.deleteProperty(holder, key);
    }
  }

  (${LANGUAGE})();

  // The time is that of the test.
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (_, args, target) => Reflect.construct(RealDate, args.length > 0 ? args : [now()], target),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = globalThis.Date;

  function GoError(message) {
    return Reflect.construct(Error, [message], new.target || GoError);
  }
  GoError.prototype = Object.create(Error.prototype, {
    constructor: { value: GoError, writable: true, configurable: true },
    name: { value: "GoError", writable: true, configurable: true },
  });
  Object.defineProperty(globalThis, "GoError", { value: GoError, writable: true, configurable: true });

  return {
    GoError,
    isError: (value) => value instanceof Error,
    goError(message, value) {
      const error = new GoError(message);
      error.value = value;
      return error;
    },
    error: (name, message) => Object.assign(new globalThis[name](message)),
    array: () => [],
    text: (value) => Object(value),
    object: (prototype) => Object.create(prototype === undefined ? Object.prototype : prototype),
    method: (call) => function (...args) { return call(args); },
    constructor(name, call) {
      const made = { [name]: function (...args) { return call(args, (new.target || made).prototype); } }[name];
      return made;
    },
  };
})`;

export interface Prelude {
  readonly GoError: unknown;
  isError(value: unknown): boolean;
  goError(message: string, value: unknown): Error;
  error(name: "Error" | "TypeError", message: string): Error;
  array(): unknown[];
  text(value: string): object;
  object(prototype?: object | null): object;
  method(call: (args: unknown[]) => unknown): (...args: unknown[]) => unknown;
  constructor: (name: string, call: (args: unknown[], prototype: object) => unknown) => unknown;
}
