// What a handler can say of its job by throwing.

/** Fails the attempt; the next one comes after `seconds`, or after the queue's usual wait. */
export class RetryIn extends Error {
  constructor(
    readonly seconds: number | undefined,
    reason = seconds === undefined
      ? "Asked to be tried again."
      : `Asked to be tried again in ${seconds} s.`,
  ) {
    super(reason);
    if (seconds !== undefined && !(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) {
      throw new TypeError(`retryIn takes a number of seconds, got ${seconds}.`);
    }
  }
}

/** Puts the job back until its time has come; this was no attempt. */
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
