// plugins/jsvm/pool.go
import type { Script } from "node:vm";
import type { App } from "../core/app.ts";
import { GoError } from "../go/errors.ts";
import { compile } from "./compile.ts";
import { goValueOf } from "./go-values.ts";
import { JsException } from "./js-exception.ts";
import type { Realm } from "./realm.ts";

interface Item {
  readonly realm: Realm;
  busy: boolean;
}

/** Compiles a handler's text once for all executors. It is strict, as in goja. */
export function compileHandler(text: string, args = "__args"): Script {
  return compile(`"use strict"; {(${text}).apply(undefined, ${args})}`, "pb.js");
}

/**
 * The contexts in which handlers run: the first free one, or a throwaway one when all wait in
 * `e.next()`.
 */
export class Executors {
  readonly #items: Item[] = [];

  constructor(
    private readonly make: () => Realm,
    private readonly size: number,
  ) {}

  /** The `globals` are set before the script runs, and stay. */
  run(app: App, script: Script, globals: Record<string, unknown>): void {
    const item = this.#free();
    item.busy = true;
    try {
      runHandler(item.realm, app, script, globals);
    } finally {
      item.busy = false;
    }
  }

  #free(): Item {
    const free = this.#items.find((item) => !item.busy);
    if (free) return free;
    const item = { realm: this.make(), busy: false };
    if (this.#items.length < this.size) this.#items.push(item);
    return item;
  }
}

function runHandler(
  realm: Realm,
  app: App,
  script: Script,
  globals: Record<string, unknown>,
): void {
  for (const [name, value] of Object.entries(globals)) realm.setGlobal(name, value);
  try {
    const result = goValueOf(realm.run(script));
    realm.setGlobal("__args", undefined);
    if (result instanceof GoError) throw result;
    if (isPromise(result)) checkPromise(realm, app, result);
  } catch (error) {
    throw error instanceof GoError ? normalize(error) : error;
  }
}

/**
 * plugins/jsvm/binds.go, normalizeException: returns the Go error that JavaScript has thrown, if it
 * is one.
 */
function normalize(error: GoError): GoError {
  if (!(error instanceof JsException)) return error;
  const thrown = goValueOf(error.thrown);
  if (thrown instanceof GoError) return thrown;
  return error.unwrap() ?? error;
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  Object.prototype.toString.call(value) === "[object Promise]";

/** An async handler is not awaited. Only a Go error with which it has already failed counts. */
function checkPromise(realm: Realm, app: App, promise: Promise<unknown>): void {
  app.logger().warn("the handler must a non-async function and not return a Promise");
  realm.context.__promise = promise;
  realm.context.__reason = undefined;
  realm.run(compile("__promise.then(undefined, (reason) => { __reason = reason })", "pb.js"));
  const reason = goValueOf(realm.context.__reason);
  delete realm.context.__promise;
  delete realm.context.__reason;
  if (reason instanceof GoError) throw reason;
}
