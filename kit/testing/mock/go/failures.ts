/** A part of PocketBase that the mock does not have. */
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
    /** What hook files had printed, when the server did not get to its start. */
    readonly output = "",
  ) {
    super([`$os.exit(${code})`, output].filter(Boolean).join("\n"));
    this.name = "ExitError";
  }
}

/** A write through the outer app inside a transaction: the real server hangs for ever. */
export class DeadlockError extends Error {
  constructor() {
    super(
      "deadlock: a write through another app inside runInTransaction; use the transaction's app",
    );
    this.name = "DeadlockError";
  }
}

/**
 * What must reach the test even when a hook catches it: the mock's own gaps and faults.
 * The first one is thrown again by the outermost call of the test.
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
