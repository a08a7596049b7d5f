/** Says that the mock lacks this part of PocketBase. */
export class NotMockedError extends Error {
  constructor(what: string) {
    super(`not mocked: ${what} — use startServer() from the test kit for this`);
    this.name = "NotMockedError";
  }
}

/** `$os.exit(code)`: nothing runs after it. */
export class ExitError extends Error {
  constructor(
    readonly code: number,
    /** The lines that hook files had printed when the server exited during its start. */
    readonly output = "",
  ) {
    super([`$os.exit(${code})`, output].filter(Boolean).join("\n"));
    this.name = "ExitError";
  }
}

/**
 * Says that a write went through the outer app inside of a transaction. The real server would hang
 * for ever.
 */
export class DeadlockError extends Error {
  constructor() {
    super(
      "deadlock: a write through another app inside runInTransaction; use the transaction's app",
    );
    this.name = "DeadlockError";
  }
}

/**
 * Faults and gaps of the mock, which must reach the test even when a hook catches them.
 * The outermost call of the test throws the first one again.
 */
export class Failures {
  #first: Error | undefined;
  #depth = 0;

  record<E extends Error>(error: E): E {
    this.#first ??= error;
    return error;
  }

  notMocked(what: string): NotMockedError {
    return this.record(new NotMockedError(what));
  }

  /** Runs one call of the test. */
  guard<T>(run: () => T): T {
    this.#depth++;
    try {
      return run();
    } catch (error) {
      throw this.#first ?? error;
    } finally {
      this.#depth--;
      this.#rethrow();
    }
  }

  #rethrow(): void {
    if (this.#depth > 0 || !this.#first) return;
    const first = this.#first;
    this.#first = undefined;
    throw first;
  }
}
