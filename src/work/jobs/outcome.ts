// The errors by which a handler decides what becomes of its job.
import { MAX_SECONDS } from "../../lib/time.ts";

/** Fails the attempt; the next one comes after `seconds`, or after the queue's usual wait. */
export class RetryIn extends Error {
  constructor(
    readonly seconds: number | undefined,
    reason = seconds === undefined
      ? "The handler asked to try again."
      : `The handler asked to try again in ${seconds} s.`,
  ) {
    super(reason);
    if (seconds !== undefined) checkSeconds("ctx.retryIn", seconds);
  }
}

/** Puts the job back for `seconds`. This does not count as an attempt. */
export class Postpone extends Error {
  constructor(readonly seconds: number) {
    super(`Postponed by ${seconds} s.`);
    checkSeconds("ctx.postpone", seconds);
  }
}

/** Ends the job as dead. */
export class Discard extends Error {}

function checkSeconds(call: string, seconds: unknown) {
  const isRight = typeof seconds === "number" && seconds >= 0 && seconds <= MAX_SECONDS;
  if (isRight) return;
  throw new TypeError(
    `${call} takes a number of seconds, 0 to ${MAX_SECONDS}, got ${JSON.stringify(seconds)}.`,
  );
}
