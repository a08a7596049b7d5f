// What goes out of a row of the outbox.
import type { App, Context } from "../../kernel/contract.ts";
import { type Address, parseAddress } from "./address.ts";
import { attachments } from "./attachments.ts";
import { isTransactional } from "./category.ts";
import type { QueuedMail } from "./deliver.ts";
import type { MailOptions } from "./options.ts";
import type { OutgoingMail } from "./transports/transport.ts";
import { unsubscribeHeaders, unsubscribeUrl } from "./unsubscribe.ts";

export function compose(options: MailOptions, mail: QueuedMail, ctx: Context): OutgoingMail {
  const { id, category, envelope, content } = mail;
  const { from = senderOf(options, ctx.app), to, cc, bcc, replyTo } = envelope;
  const common = { id, category, from, to, cc, bcc, replyTo };
  if (content) {
    return { ...common, ...content, headers: { ...messageId(id, from), ...content.headers }, attachments: [] };
  }
  return { ...common, ...rendered(options, mail, from, ctx) };
}

function rendered(options: MailOptions, mail: QueuedMail, from: Address, ctx: Context) {
  // Here and not above: a VM that never sends a mail never evaluates the template library.
  const { render } = require("./templates/render.ts") as typeof import("./templates/render.ts");
  const { message, category, locale, envelope } = mail;
  const link = isTransactional(category)
    ? undefined
    : unsubscribeUrl(ctx.app, envelope.to[0]?.address ?? "", category);
  const data = link ? { unsubscribe: link, ...mail.data } : (mail.data ?? {});
  const { subject, html, text, images, missing } = render(options, message, locale, data);
  if (missing.length > 0) {
    ctx.log.warn(`The templates of "${message}" name what their data has not.`, "variables", missing.join(", "));
  }
  return {
    subject,
    html,
    text,
    headers: { ...messageId(mail.id, from), ...(link && unsubscribeHeaders(link)) },
    attachments: attachments(options, mail, images, ctx.app),
  };
}

export function senderOf({ from }: MailOptions, app: App): Address {
  if (from) return parseAddress(from);
  const { senderName, senderAddress } = app.settings().meta;
  return { name: senderName, address: senderAddress };
}

/** The same in every attempt, so that a mail which arrives twice can be told (RFC 5322, 3.6.4). */
const messageId = (id: string, { address }: Address) => ({
  "Message-ID": `<${id}@${address.slice(address.lastIndexOf("@") + 1)}>`,
});
