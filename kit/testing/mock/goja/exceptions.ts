// How a failure passes between JavaScript and Go
import { GoError } from "../go/errors.ts";
import type { Failures } from "../go/failures.ts";
import { goValueOf } from "./go-values.ts";
import { JsException } from "./js-exception.ts";
import type { Prelude } from "./prelude.ts";

export class Exceptions {
  constructor(
    private readonly prelude: Prelude,
    private readonly failures: Failures,
    private readonly toJs: (value: unknown) => unknown,
  ) {}

  /** Runs JavaScript for Go: a thrown value becomes a JsException. */
  fromJs<T>(run: () => T): T {
    try {
      return run();
    } catch (thrown) {
      throw this.exception(thrown);
    }
  }

  /**
   * Runs Go for JavaScript: a Go error becomes a GoError, and an exception is thrown on unchanged.
   */
  toThrow<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (error instanceof JsException) throw error.thrown;
      if (error instanceof GoError) throw this.prelude.goError(error.error(), this.toJs(error));
      // This is a gap or fault of the mock: the test gets it even when a hook catches it.
      const fault = this.failures.record(error instanceof Error ? error : new Error(String(error)));
      throw this.prelude.error("Error", fault.message);
    }
  }

  /** Returns the exception that Go sees of what JavaScript has thrown. */
  exception(thrown: unknown): JsException {
    const exported = this.#isGoError(thrown)
      ? goValueOf((thrown as { value: unknown }).value)
      : null;
    const inner = exported instanceof GoError ? exported : null;
    return new JsException(thrown, `${describe(thrown)}${position(thrown)}`, inner);
  }

  notMocked(what: string): Error {
    return this.failures.notMocked(what);
  }

  /** Tells JavaScript that something is not mocked. */
  throwNotMocked(what: string): never {
    throw this.prelude.error("Error", this.notMocked(what).message);
  }

  #isGoError(thrown: unknown): boolean {
    return this.prelude.isError(thrown) && (thrown as Error).name === "GoError";
  }
}

function position(thrown: unknown): string {
  const stack = (thrown as { stack?: unknown } | null | undefined)?.stack;
  const frame =
    typeof stack === "string" ? stack.match(/\n\s+at (?:.*\()?([^\s()]+:\d+:\d+)\)?/)?.[1] : "";
  return frame ? ` at ${frame}` : "";
}

/** Returns `String(value)` as goja writes a thrown value. */
function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "[object Object]";
  }
}
