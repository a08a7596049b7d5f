// What a handler can say of its job by throwing.

/** Fails the attempt; the next one comes after `seconds`. */
export class RetryIn extends Error {
  constructor(readonly seconds: number) {
    super(`Asked to be tried again in ${seconds} s.`);
    if (!(seconds >= 0 && seconds < Number.POSITIVE_INFINITY)) {
      throw new TypeError(`retryIn takes a number of seconds, got ${seconds}.`);
    }
  }
}

/** Ends the job as dead. */
export class Discard extends Error {}
