/** Assertions for any test runner. Each throws Node.js's AssertionError. */
import { AssertionError } from "node:assert";
import type { Checked } from "./assertion.ts";
import { checkEnqueued } from "./jobs.ts";
import { checkSent } from "./mails.ts";
import { checkRejection } from "./rejection.ts";

const asserting =
  <Args extends unknown[]>(check: (...args: Args) => Checked) =>
  (...args: Args): void => {
    const { pass, message } = check(...args);
    if (!pass) throw new AssertionError({ message, stackStartFn: asserting });
  };

/** Asserts an answer with status 400 that refuses exactly these fields, each with its code. */
export const assertRejectedWith = asserting(checkRejection);
/**
 * Asserts that a job of this type was enqueued. With an object such as
 * `{ payload: { order: id } }`, the job must also match it.
 */
export const assertEnqueued = asserting(checkEnqueued);
/** Asserts that a mail like this one was sent: `{ to: "anna@example.com", subject: /order/ }`. */
export const assertSent = asserting(checkSent);
export { type FieldCodes, rejectedFields } from "./rejection.ts";
