/** Assertions for any test runner; each throws an AssertionError of Node.js. */
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

/** An answer with status 400 that refuses exactly these fields, each with its code. */
export const assertRejectedWith = asserting(checkRejection);
/** A job of this type was enqueued; with more, such as `{ payload: { order: id } }`, one that is like that. */
export const assertEnqueued = asserting(checkEnqueued);
/** A mail like this one was sent: `{ to: "anna@example.com", subject: /order/ }`. */
export const assertSent = asserting(checkSent);
export { type FieldCodes, rejectedFields } from "./rejection.ts";
