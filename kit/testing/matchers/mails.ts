import type { SendMailOptions } from "nodemailer";
import type { TestApp } from "../app/test-app.ts";
import { type Checked, matches, show } from "./assertion.ts";

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

/** Checks that a mail like this one was sent. */
export function checkSent(app: TestApp, expected: ExpectedMail): Checked {
  const sent = app.mails.map(({ to, subject }) => ({ to: addresses(to), subject }));
  return {
    pass: app.mails.some((mail) => isLike(mail, expected)),
    message: `expected a mail like ${show(expected)}; sent: ${show(sent)}`,
  };
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
