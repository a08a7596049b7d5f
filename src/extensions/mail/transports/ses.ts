import { encoded } from "./addresses.ts";
import { base64Of, contentTypeOf } from "./attachments.ts";
import type { Service } from "./http.ts";
import type { ProviderOf } from "./provider.ts";
import { signed } from "./signature-v4.ts";
import type { OutgoingMail } from "./transport.ts";

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export const ses = (options: ProviderOf<"ses">): Service => {
  const { region, accessKeyId, secretAccessKey, sessionToken, url = endpoint(region) } = options;
  return {
    name: "SES",
    secrets: [secretAccessKey, sessionToken ?? ""],
    // Limits and a paused account end without a change of the mail.
    passing: /Throttling|LimitExceeded|SendingPaused/,
    requestOf: (mail) =>
      signed(
        {
          url: `${url}/v2/email/outbound-emails`,
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(bodyOf(options, mail)),
        },
        { service: "ses", region, accessKeyId, secretAccessKey, sessionToken },
      ),
  };
};

const endpoint = (region: string) =>
  `https://email.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

/**
 * The body has `Simple` content with headers and attachments:
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Message.html and
 * …/API_Attachment.html.
 */
const bodyOf = ({ configurationSet }: ProviderOf<"ses">, mail: OutgoingMail) => ({
  FromEmailAddress: encoded([mail.from])[0],
  Destination: {
    ToAddresses: encoded(mail.to),
    CcAddresses: encoded(mail.cc),
    BccAddresses: encoded(mail.bcc),
  },
  ReplyToAddresses: encoded(mail.replyTo),
  ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
  EmailTags: [{ Name: "category", Value: mail.category }],
  Content: {
    Simple: {
      Subject: utf8(mail.subject),
      Body: { Html: utf8(mail.html), ...(mail.text !== "" && { Text: utf8(mail.text) }) },
      Headers: headersOf(mail),
      Attachments: mail.attachments.map((file) => ({
        FileName: file.name,
        ContentType: contentTypeOf(file.name),
        RawContent: base64Of(file),
        ContentTransferEncoding: "BASE64",
        ContentDisposition: file.contentId === undefined ? "ATTACHMENT" : "INLINE",
        ...(file.contentId !== undefined && { ContentId: file.contentId }),
      })),
    },
  },
});

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });

/**
 * SES makes the Message-ID itself:
 * https://docs.aws.amazon.com/ses/latest/dg/header-fields.html.
 */
const headersOf = ({ headers }: OutgoingMail) =>
  Object.entries(headers)
    .filter(([name]) => name.toLowerCase() !== "message-id")
    .map(([Name, Value]) => ({ Name, Value }));
