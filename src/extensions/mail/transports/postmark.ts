import { isTransactional } from "../category.ts";
import { quoted } from "./addresses.ts";
import { base64Of, contentTypeOf } from "./attachments.ts";
import type { Service } from "./http.ts";
import type { ProviderOf } from "./provider.ts";
import type { OutgoingMail } from "./transport.ts";

/** https://postmarkapp.com/developer/api/email-api#send-a-single-email */
export const postmark = ({
  key,
  stream = "outbound",
  bulkStream = "broadcast",
  url = "https://api.postmarkapp.com",
}: ProviderOf<"postmark">): Service => ({
  name: "Postmark",
  secrets: [key],
  requestOf: (mail) => ({
    url: `${url}/email`,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-Postmark-Server-Token": key,
    },
    body: JSON.stringify({
      From: quoted(mail.from),
      To: mail.to.map(quoted).join(", "),
      Cc: mail.cc.map(quoted).join(", "),
      Bcc: mail.bcc.map(quoted).join(", "),
      ReplyTo: mail.replyTo.map(quoted).join(", "),
      Subject: mail.subject,
      HtmlBody: mail.html,
      TextBody: mail.text,
      Tag: mail.category,
      MessageStream: isTransactional(mail.category) ? stream : bulkStream,
      Headers: headersOf(mail),
      Attachments: mail.attachments.map((file) => ({
        Name: file.name,
        Content: base64Of(file),
        ContentType: contentTypeOf(file.name),
        ...(file.contentId !== undefined && { ContentID: `cid:${file.contentId}` }),
      })),
    }),
  }),
});

/** Postmark makes a Message-ID of its own unless it is told to keep the given one. */
function headersOf({ headers }: OutgoingMail) {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const all = { ...headers, ...(names.includes("message-id") && { "X-PM-KeepID": "true" }) };
  return Object.entries(all).map(([Name, Value]) => ({ Name, Value }));
}
