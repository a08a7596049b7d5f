import type { App } from "../../kernel/contract.ts";
import { type Address, parseAddress } from "./address.ts";
import type { MailOptions } from "./options.ts";

/** Renders one message and hands it to PocketBase's mailer (its SMTP settings, or sendmail). */
export function send(
  app: App,
  options: MailOptions,
  name: string,
  locale: string,
  to: string[],
  data: object,
): void {
  // Here and not above: a VM that never sends a mail never evaluates the template library.
  const { render } = require("./templates/render.ts") as typeof import("./templates/render.ts");
  const { subject, html, text } = render(options, name, locale, data);
  const message = new MailerMessage({
    from: options.from ? parseAddress(options.from) : defaultSender(app),
    to: to.map(parseAddress),
    subject,
    html,
    text,
  } as object);
  app.newMailClient().send(message);
}

function defaultSender(app: App): Address {
  const { senderName, senderAddress } = app.settings().meta;
  return { name: senderName, address: senderAddress };
}
