import { GO, goType } from "./go.ts";

/** A Go `error`. */
export class GoError extends Error {
  static readonly [GO] = goType({ name: "error", methods: ["error"] });

  error(): string {
    return this.message;
  }

  /** Returns the errors that this one wraps, for `errors.Is` and `errors.As`. */
  wrapped(): readonly GoError[] {
    return [];
  }
}

/** `sql.ErrNoRows`: answered with 404 (tools/router/error.go, ToApiError). */
export class NoRowsError extends GoError {
  constructor() {
    super("sql: no rows in result set");
  }
}

/** `fs.ErrNotExist`: answered with 404. */
export class NotExistError extends GoError {}

/** `errors.Join`. */
export class JoinedError extends GoError {
  constructor(readonly errors: readonly GoError[]) {
    super(errors.map((error) => error.error()).join("\n"));
  }

  override wrapped() {
    return this.errors;
  }
}

/** core/db_tx.go: the errors after the end of a transaction. */
export class AfterTransactionError extends JoinedError {
  override error(): string {
    return `transaction afterFunc errors: ${super.error()}`;
  }
}

/** `errors.As`: returns the first error in the chain that is a `type`. */
export function errorAs<T extends GoError>(
  error: GoError,
  type: abstract new (...args: never[]) => T,
): T | undefined {
  if (error instanceof type) return error;
  for (const inner of error.wrapped()) {
    const found = errorAs(inner, type);
    if (found) return found;
  }
  return undefined;
}
