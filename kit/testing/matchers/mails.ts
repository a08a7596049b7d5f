import type { SendMailOptions } from "nodemailer";
import type { TestApp } from "../app/test-app.ts";
import { type Keys, refuseUnknownKeys } from "../known-keys.ts";
import { type Checked, matches, show } from "./assertion.ts";
import { outboxText } from "./outbox.ts";

/** The expected values of a mail: addresses are texts, and any part may be a pattern. */
export interface ExpectedMail {
  from?: string | RegExp;
  to?: string | RegExp;
  cc?: string | RegExp;
  bcc?: string | RegExp;
  subject?: string | RegExp;
  html?: string | RegExp;
  text?: string | RegExp;
}

const KEYS: Keys<ExpectedMail> = {
  from: true,
  to: true,
  cc: true,
  bcc: true,
  subject: true,
  html: true,
  text: true,
};

/** Checks that a mail like this one was sent. */
export function checkSent(app: TestApp, expected: ExpectedMail): Checked {
  refuseUnknownKeys("The expectation of a mail", expected, KEYS);
  const sent = app.mails.map(({ to, subject }) => ({ to: addresses(to), subject }));
  const pass = app.mails.some((mail) => isLike(mail, expected));
  const why = pass ? "" : outboxText(app);
  return { pass, message: `expected a mail like ${show(expected)}; sent: ${show(sent)}${why}` };
}

const ADDRESSES = ["from", "to", "cc", "bcc"] as const;

function isLike(mail: SendMailOptions, expected: ExpectedMail): boolean {
  return Object.entries(expected).every(([part, wanted]) => {
    const value = mail[part as keyof ExpectedMail];
    const isAddress = (ADDRESSES as readonly string[]).includes(part);
    return isAddress
      ? addresses(value).some((address) => matches(address, wanted))
      : matches(value, wanted);
  });
}

const addresses = (value: unknown): string[] =>
  [value ?? []].flat().map((one) => (one as { address?: string }).address ?? String(one));
