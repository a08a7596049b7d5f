// Makes the mail that goes out from a row of the outbox.

import type { Context } from "../../contract/context.ts";
import type { JobContext } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { asciiDomain } from "../../lib/address.ts";
import { type Address, parseAddress } from "./address.ts";
import { attachments } from "./attachments.ts";
import { DEFAULT_CATEGORY, isTransactional } from "./category.ts";
import type { MailOptions } from "./options.ts";
import type { QueuedMail } from "./row.ts";
import { type OutgoingMail, PermanentFailure } from "./transports/transport.ts";
import { unsubscribeHeaders, unsubscribeUrl } from "./unsubscribe.ts";

export function compose(options: MailOptions, mail: QueuedMail, ctx: JobContext): OutgoingMail {
  const { category, envelope, content } = mail;
  const { from = senderOf(options, ctx.app), to, cc, bcc, replyTo } = envelope;
  const common = { id: ctx.job.id, category, from, to, cc, bcc, replyTo };
  if (content) {
    return {
      ...common,
      ...content,
      text: content.text || textFor(options, content.html),
      headers: { ...messageId(mail.id, from), ...content.headers },
      attachments: [],
    };
  }
  if (category === "system") throw new PermanentFailure(GONE);
  return { ...common, ...rendered(options, mail, from, ctx) };
}

/** PocketBase's mailer makes the plain text itself; a service is given one. */
function textFor({ transport = "smtp" }: MailOptions, html: string): string {
  if (transport === "smtp") return "";
  const { toText } = lazy(import("./templates/text.ts"));
  return toText(html);
}

const GONE =
  "PocketBase made this mail, and its body is deleted, since it may hold a code. Let the user request another.";

function rendered(options: MailOptions, mail: QueuedMail, from: Address, ctx: Context) {
  // The renderer is required here so that a VM that never sends a mail never evaluates the template
  // library.
  const { render } = lazy(import("./templates/render.ts"));
  const { id, message, category, locale, envelope } = mail;
  const link = linkOf(ctx.app, envelope.to[0]?.address ?? "", category);
  const { subject, html, text, images, missing } = render(
    options,
    message,
    locale,
    mail.data ?? {},
    {
      // Data may come from a record, and must not have a link of its own in this one's place.
      reserved: link ? { unsubscribe: link } : {},
      // For tests: a variable that the data lacks fails the mail, instead of a warning in the log.
      strict: process.env.POCKETBUNDLE_STRICT_TEMPLATES === "1",
    },
  );
  if (missing.length > 0) {
    const variables = missing.join(", ");
    ctx.log.warn(
      "A template names variables that its data lacks.",
      "message",
      message,
      "names",
      variables,
    );
  }
  return {
    subject,
    html,
    text,
    headers: headersOf(id, from, link),
    attachments: attachments(options, mail, images, ctx.app),
  };
}

/** Makes the link that takes the recipient off the category's list. */
const linkOf = (app: App, address: string, category: string): string | undefined =>
  isTransactional(category) ? undefined : unsubscribeUrl(app, address, category);

const headersOf = (id: string, from: Address, link: string | undefined) => ({
  ...messageId(id, from),
  ...(link && unsubscribeHeaders(link)),
});

/** Returns the headers that the message would be sent with. */
export function previewHeaders(options: MailOptions, name: string, app: App) {
  const { category = DEFAULT_CATEGORY, from: own } = options.messages?.[name] ?? {};
  const from = typeof own === "string" ? parseAddress(own) : senderOf(options, app);
  return {
    From: from.name ? `${from.name} <${from.address}>` : from.address,
    ...headersOf("preview", from, linkOf(app, "recipient@example.com", category)),
  };
}

function senderOf({ from }: MailOptions, app: App): Address {
  if (from) return parseAddress(from);
  const { senderName, senderAddress } = app.settings().meta;
  return { name: senderName, address: asciiDomain(senderAddress) };
}

/**
 * The Message-ID is the same in every attempt, so that a mail which arrives twice can be recognised
 * (RFC 5322, 3.6.4).
 */
const messageId = (id: string, { address }: Address) => ({
  "Message-ID": `<${id}@${address.slice(address.lastIndexOf("@") + 1)}>`,
});
