import { type Context, createContext, runInContext, type Script } from "node:vm";
import type { Core } from "../core/core.ts";
import type { GoError } from "../go/errors.ts";
import { Exceptions } from "./exceptions.ts";
import { PRELUDE, type Prelude } from "./prelude.ts";
import { GOJA_BUILTINS } from "./surface.ts";
import { ToGo } from "./to-go.ts";
import { ToJs } from "./to-js.ts";

/**
 * One goja VM: a node:vm context, and the conversion of values between it and the mock, which takes
 * the part of Go.
 */
export class Realm {
  readonly context: Context = createContext({}, { microtaskMode: "afterEvaluate" });
  readonly #prelude: Prelude;
  readonly #exceptions: Exceptions;
  readonly #toGo: ToGo;
  readonly #toJs: ToJs;

  constructor({ failures, clock }: Core) {
    this.#prelude = runInContext(PRELUDE, this.context)(GOJA_BUILTINS, () => clock.now());
    const toJs = (value: unknown) => this.#toJs.convert(value);
    this.#exceptions = new Exceptions(this.#prelude, failures, toJs);
    this.#toGo = new ToGo(this.#exceptions, toJs);
    this.#toJs = new ToJs(this.#prelude, this.#exceptions, this.#toGo);
  }

  /** Runs a compiled script. A value that it throws becomes a JsException. */
  run(script: Script): unknown {
    return this.#exceptions.fromJs(() =>
      script.runInContext(this.context, { displayErrors: false }),
    );
  }

  setGlobal(name: string, value: unknown): void {
    this.context[name] = this.#toJs.convert(value);
  }

  /** Sets a global function that gets JavaScript's own values, not Go's. */
  setRaw(name: string, call: (...args: unknown[]) => unknown): void {
    this.context[name] = this.#prelude.method((args) =>
      this.#exceptions.toThrow(() => call(...args)),
    );
  }

  /**
   * Sets a constructor: `make` gets Go values and returns the one that the new object stands for.
   */
  setConstructor(name: string, make: (...args: never[]) => object): void {
    this.context[name] = this.#prelude.constructor(name, (args, prototype) =>
      this.#exceptions.toThrow(() => {
        const made = make(...(args.map((arg) => this.#toGo.convert(arg)) as never[]));
        return this.#toJs.made(made, prototype);
      }),
    );
  }

  /** Returns the exception that Go sees of what JavaScript has thrown. */
  exception(thrown: unknown): GoError {
    return this.#exceptions.exception(thrown);
  }

  notMocked(what: string): Error {
    return this.#exceptions.notMocked(what);
  }
}
