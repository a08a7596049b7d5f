// The errors by which a handler decides what becomes of its job.

/** Fails the attempt; the next one comes after `seconds`, or after the queue's usual wait. */
export class RetryIn extends Error {
  constructor(
    readonly seconds: number | undefined,
    reason = seconds === undefined
      ? "The handler asked to try again."
      : `The handler asked to try again in ${seconds} s.`,
  ) {
    super(reason);
    if (seconds !== undefined && !(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) {
      throw new TypeError(`retryIn takes a number of seconds, got ${seconds}.`);
    }
  }
}

/** Puts the job back for `seconds`. This does not count as an attempt. */
export class Postpone extends Error {
  constructor(readonly seconds: number) {
    super(`Postponed by ${seconds} s.`);
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) {
      throw new TypeError(`postpone takes a number of seconds, got ${seconds}.`);
    }
  }
}

/** Ends the job as dead. */
export class Discard extends Error {}
