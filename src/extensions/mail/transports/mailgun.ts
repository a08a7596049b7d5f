import { quoted, somebody } from "./addresses.ts";
import type { HttpRequest, Service } from "./http.ts";
import type { ProviderOf } from "./provider.ts";
import { base64 } from "./redact.ts";
import type { Attachment, OutgoingMail } from "./transport.ts";

const HOSTS = { us: "https://api.mailgun.net", eu: "https://api.eu.mailgun.net" };

/** https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/send-http */
export const mailgun = ({
  key,
  domain,
  region = "us",
  url = HOSTS[region],
}: ProviderOf<"mailgun">): Service => {
  const login = base64(`api:${key}`);
  return {
    name: "Mailgun",
    secrets: [key, login],
    requestOf: (mail): HttpRequest => ({
      url: `${url}/v3/${encodeURIComponent(domain)}/messages`,
      headers: { Authorization: `Basic ${login}` },
      body: formOf(mail),
    }),
  };
};

/**
 * Makes a form with files: Go reads them from the storage and writes the body, without a copy in
 * JavaScript.
 */
function formOf(mail: OutgoingMail): FormData {
  const form = new FormData();
  const append = (name: string, values: string[]) => {
    for (const value of values) form.append(name, value);
  };
  append("from", [quoted(mail.from)]);
  append("to", somebody(mail).map(quoted));
  append("cc", mail.cc.map(quoted));
  append("bcc", mail.bcc.map(quoted));
  append("subject", [mail.subject]);
  append("html", [mail.html]);
  append("text", mail.text === "" ? [] : [mail.text]);
  append("o:tag", [mail.category]);
  append("h:Reply-To", mail.replyTo.length === 0 ? [] : [mail.replyTo.map(quoted).join(", ")]);
  for (const [name, value] of Object.entries(mail.headers)) append(`h:${name}`, [value]);
  for (const file of mail.attachments) {
    // Mailgun uses the name of an inline file as its Content-ID.
    if (file.contentId === undefined) form.append("attachment", named(file, file.name));
    else form.append("inline", named(file, file.contentId));
  }
  return form;
}

/** Returns the same file under another name. */
function named({ file }: Attachment, name: string) {
  const renamed = $filesystem.fileFromBytes("-" as never, name);
  renamed.reader = file.reader;
  return renamed;
}
