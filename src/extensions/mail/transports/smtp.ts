import type { App } from "../../../contract/pocketbase.ts";
import { type GoError, isGoError } from "../../../pocketbase/errors.ts";
import { encodedName } from "../file-name.ts";
import { encoded } from "./addresses.ts";
import { openFile, type Reader } from "./attachments.ts";
import { fittingNames, fittingSubject } from "./header-line.ts";
import { base64, redact } from "./redact.ts";
import {
  type OutgoingMail,
  PermanentFailure,
  TemporaryFailure,
  type Transport,
} from "./transport.ts";

/**
 * Sends with PocketBase's mailer and its settings. Files go from the storage to the server without
 * a copy in JavaScript.
 */
export const smtp: Transport = (app, mail) => {
  const readers: Reader[] = [];
  const open: Open = (attachment) => {
    const reader = openFile(attachment);
    readers.push(reader);
    return reader;
  };
  try {
    app.newMailClient().send(messageOf(mail, open));
  } catch (error) {
    throw isGoError(error) ? failureOf(app, error) : error;
  } finally {
    for (const reader of readers) reader.close();
  }
};

type Open = typeof openFile;

function messageOf(mail: OutgoingMail, open: Open): MailerMessage {
  const { from, to, cc, bcc, subject, html, text, replyTo } = mail;
  const isInline = ({ contentId }: { contentId?: string }) => contentId !== undefined;
  return new MailerMessage({
    from: { name: phraseOf(from), address: from.address },
    to: fittingNames(to),
    cc: fittingNames(cc),
    bcc,
    subject: fittingSubject(subject),
    html,
    text,
    headers: {
      // The group without members of RFC 5322, A.1.3: some servers and filters refuse a mail that
      // names nobody.
      ...(to.length + cc.length === 0 && { To: "undisclosed-recipients:;" }),
      ...(replyTo.length > 0 && { "Reply-To": encoded(fittingNames(replyTo)).join(", ") }),
      ...mail.headers,
    },
    attachments: byName(
      mail.attachments
        .filter((file) => !isInline(file))
        .map((file) => [encodedName(file.name), open(file)]),
    ),
    // The mailer uses the name of an inline file as its Content-ID.
    inlineAttachments: byName(
      mail.attachments.filter(isInline).map((file) => [file.contentId ?? "", open(file)]),
    ),
  } as object);
}

/**
 * The mailer writes the sender's name into the header unchanged: `Shop, Inc` would be two senders.
 */
const phraseOf = (from: OutgoingMail["from"]) =>
  from.name === "" ? "" : `${encoded([from])[0]}`.replace(/ <[^<]*$/, "");

/** The mailer accepts only one file of a name, so the second `a.pdf` becomes `2-a.pdf`. */
function byName(files: [string, Reader][]): Record<string, Reader> {
  const named: Record<string, Reader> = {};
  for (const [name, reader] of files) {
    let free = name;
    for (let count = 2; Object.hasOwn(named, free); count++) free = `${count}-${name}`;
    named[free] = reader;
  }
  return named;
}

/**
 * A 5yz of SMTP means that the same request will not succeed (RFC 5321, 4.2.1). A 5yz about the
 * login (RFC 4954, 6) is a wrong setting instead, and no reason to give up mails. An error without
 * a code means that there was no answer: no connection, or no TLS.
 */
function failureOf(app: App, error: GoError): Error {
  const { code, msg } = (error.value ?? {}) as { code?: unknown; msg?: unknown };
  const hasCode = typeof code === "number";
  // From Go 1.27 on, the error's own text quotes the server's.
  const text = hasCode ? `${code} ${msg}` : error.message.replace(/^GoError: /, "");
  const words = redact(text, secretsOf(app));
  const isPermanent = hasCode && code >= 500 && code < 600 && !LOGIN_CODES.includes(code);
  return isPermanent ? new PermanentFailure(words) : new TemporaryFailure(words);
}
const LOGIN_CODES = [530, 534, 535, 538];

/** Returns the secrets in clear, and as the commands AUTH LOGIN and AUTH PLAIN carry them. */
function secretsOf(app: App): string[] {
  const { username, password } = app.settings().smtp;
  if (password === "") return [];
  return [password, base64(password), base64(`\0${username}\0${password}`)];
}
