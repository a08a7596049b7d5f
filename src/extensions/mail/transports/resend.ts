import { quoted, somebody } from "./addresses.ts";
import { base64Of } from "./attachments.ts";
import type { Service } from "./http.ts";
import type { ProviderOf } from "./provider.ts";

/** https://resend.com/docs/api-reference/emails/send-email */
export const resend = ({ key, url = "https://api.resend.com" }: ProviderOf<"resend">): Service => ({
  name: "Resend",
  secrets: [key],
  // https://resend.com/docs/dashboard/emails/idempotency-keys: this error says that the first
  // attempt is still under way.
  passing: /concurrent_idempotent_requests/,
  requestOf: (mail) => ({
    url: `${url}/emails`,
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${key}`,
      "Idempotency-Key": mail.id,
    },
    body: JSON.stringify({
      from: quoted(mail.from),
      to: somebody(mail).map(quoted),
      cc: mail.cc.map(quoted),
      bcc: mail.bcc.map(quoted),
      reply_to: mail.replyTo.map(quoted),
      subject: mail.subject,
      html: mail.html,
      text: mail.text,
      headers: mail.headers,
      tags: [{ name: "category", value: mail.category }],
      attachments: mail.attachments.map((file) => ({
        filename: file.name,
        content: base64Of(file),
        ...(file.contentId !== undefined && { content_id: file.contentId }),
      })),
    }),
  }),
});
