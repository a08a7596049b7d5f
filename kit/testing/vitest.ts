/** `import "pocketbundle/testing/vitest"` adds the kit's matchers to vitest's `expect`. */
import { expect } from "vitest";
import type { Checked } from "./matchers/assertion.ts";
import { checkEnqueued, type ExpectedJob } from "./matchers/jobs.ts";
import { checkSent, type ExpectedMail } from "./matchers/mails.ts";
import { checkRejection, type FieldCodes } from "./matchers/rejection.ts";

const result = ({ pass, message }: Checked) => ({
  pass,
  message: () => (pass ? `not ${message}` : message),
});

expect.extend({
  toRejectWith: (response, fields: FieldCodes) => result(checkRejection(response, fields)),
  toHaveEnqueued: (app, type: string, job?: ExpectedJob) => result(checkEnqueued(app, type, job)),
  toHaveSent: (app, mail: ExpectedMail) => result(checkSent(app, mail)),
});

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it.
  interface Matchers<T = any> {
    /** Expects an answer with status 400 that refuses exactly these fields, each with its code. */
    toRejectWith(fields: FieldCodes): T;
    /**
     * Expects that a job of this type was enqueued. With an object such as
     * `{ payload: { order: id } }`, the job must also match it.
     */
    toHaveEnqueued(type: string, job?: ExpectedJob): T;
    /**
     * Expects that a mail like this one was sent: `{ to: "anna@example.com", subject: /order/ }`.
     */
    toHaveSent(mail: ExpectedMail): T;
  }
}
