import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import aws4 from "aws4";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { startServer, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import {
  address,
  driver,
  KEY,
  mail,
  type Order,
  type Outcome,
  providers,
  type TestMail,
} from "../mail-driver.ts";
import { startMailService } from "./mail-service.ts";
import { type SmtpScript, startScripted } from "./scripted-smtp.ts";

const folder = mkdtempSync(join(tmpdir(), "pocketbundle-mail-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, bytes: Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, size: bytes.length };
};
const invoice = randomBytes(300_001);
const logo = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const attachments = [
  { name: "invoice.pdf", ...file("stored_a.pdf", invoice) },
  { name: "logo.png", contentId: "logo", ...file("stored_b.png", logo) },
];

const server = await startServer({
  cleanup: afterAll,
  args: ["--hooksWatch=false"],
  hooks: driver(),
});
const service = await startMailService(afterAll);
const services = providers(service.url);

async function send(
  transport: Order["transport"],
  own: Partial<TestMail> = {},
  more: Pick<Order, "timeout"> = {},
): Promise<Outcome> {
  const body = JSON.stringify({ transport, mail: mail(own), ...more });
  const response = await fetch(`${server.url}/transport`, { method: "POST", body });
  expect(response.status).toBe(200);
  return (await response.json()) as Outcome;
}
const accepted = async (transport: Order["transport"], own: Partial<TestMail> = {}) => {
  expect(await send(transport, own)).toMatchObject({ end: "accepted" });
  return service.last();
};

const full: Partial<TestMail> = {
  cc: [address("cc@example.com", "Zoë")],
  bcc: [address("bcc@example.com")],
  replyTo: [address("help@example.com", "Help, Desk")],
  headers: {
    "Message-ID": "<mail00000000001@example.com>",
    "List-Unsubscribe": "<https://example.com/u?t=1>",
  },
  category: "news",
  attachments,
};
const HEADERS = { "List-Unsubscribe": "<https://example.com/u?t=1>" };
const list = (headers: Record<string, string>) =>
  Object.entries(headers).map(([Name, Value]) => ({ Name, Value }));

describe("the request", () => {
  it("to Resend", async () => {
    const { method, path, headers, body } = await accepted(services.resend, full);
    expect([method, path]).toEqual(["POST", "/emails"]);
    expect(headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "idempotency-key": "mail00000000001",
      "content-type": "application/json",
    });
    expect(JSON.parse(body.toString())).toEqual({
      from: '"Müller, \\"Inc\\"" <shop@example.com>',
      to: ['"Ada" <ada@example.com>', "bob@example.com"],
      cc: ['"Zoë" <cc@example.com>'],
      bcc: ["bcc@example.com"],
      reply_to: ['"Help, Desk" <help@example.com>'],
      subject: "Grüße",
      html: "<p>Hällo & more</p>",
      text: "Hällo & more",
      headers: full.headers,
      tags: [{ name: "category", value: "news" }],
      attachments: [
        { filename: "invoice.pdf", content: invoice.toString("base64") },
        { filename: "logo.png", content: logo.toString("base64"), content_id: "logo" },
      ],
    });
  });

  it("to Postmark", async () => {
    const { path, headers, body } = await accepted(services.postmark, full);
    expect(path).toBe("/email");
    expect(headers).toMatchObject({
      "x-postmark-server-token": KEY,
      accept: "application/json",
      "content-type": "application/json",
    });
    expect(JSON.parse(body.toString())).toEqual({
      From: '"Müller, \\"Inc\\"" <shop@example.com>',
      To: '"Ada" <ada@example.com>, bob@example.com',
      Cc: '"Zoë" <cc@example.com>',
      Bcc: "bcc@example.com",
      ReplyTo: '"Help, Desk" <help@example.com>',
      Subject: "Grüße",
      HtmlBody: "<p>Hällo & more</p>",
      TextBody: "Hällo & more",
      Tag: "news",
      MessageStream: "broadcast",
      Headers: list({ ...full.headers, "X-PM-KeepID": "true" }),
      Attachments: [
        {
          Name: "invoice.pdf",
          Content: invoice.toString("base64"),
          ContentType: "application/pdf",
        },
        {
          Name: "logo.png",
          Content: logo.toString("base64"),
          ContentType: "image/png",
          ContentID: "cid:logo",
        },
      ],
    });
  });

  it("to Mailgun", async () => {
    const { path, headers, body } = await accepted(services.mailgun, full);
    expect(path).toBe("/v3/mg.example.com/messages");
    expect(headers.authorization).toBe(`Basic ${Buffer.from(`api:${KEY}`).toString("base64")}`);
    const form = await new Response(new Uint8Array(body), {
      headers: { "content-type": headers["content-type"] ?? "" },
    }).formData();
    const files = [];
    const fields: Record<string, unknown[]> = {};
    for (const [name, value] of form) {
      if (typeof value === "string") fields[name] = [...(fields[name] ?? []), value];
      else files.push([name, value.name, Buffer.from(await value.arrayBuffer())]);
    }
    expect(fields).toEqual({
      from: ['"Müller, \\"Inc\\"" <shop@example.com>'],
      to: ['"Ada" <ada@example.com>', "bob@example.com"],
      cc: ['"Zoë" <cc@example.com>'],
      bcc: ["bcc@example.com"],
      subject: ["Grüße"],
      html: ["<p>Hällo & more</p>"],
      text: ["Hällo & more"],
      "o:tag": ["news"],
      "h:Reply-To": ['"Help, Desk" <help@example.com>'],
      "h:Message-ID": ["<mail00000000001@example.com>"],
      "h:List-Unsubscribe": ["<https://example.com/u?t=1>"],
    });
    expect(files.sort()).toEqual([
      ["attachment", "invoice.pdf", invoice],
      ["inline", "logo", logo],
    ]);
  });

  it("to SES", async () => {
    const { path, body } = await accepted({ ...services.ses, configurationSet: "shop" }, full);
    expect(path).toBe("/v2/email/outbound-emails");
    expect(JSON.parse(body.toString())).toEqual({
      FromEmailAddress: "=?utf-8?b?TcO8bGxlciwgIkluYyI=?= <shop@example.com>",
      Destination: {
        ToAddresses: ['"Ada" <ada@example.com>', "bob@example.com"],
        CcAddresses: ["=?utf-8?q?Zo=C3=AB?= <cc@example.com>"],
        BccAddresses: ["bcc@example.com"],
      },
      ReplyToAddresses: ['"Help, Desk" <help@example.com>'],
      ConfigurationSetName: "shop",
      EmailTags: [{ Name: "category", Value: "news" }],
      Content: {
        Simple: {
          Subject: { Data: "Grüße", Charset: "UTF-8" },
          Body: {
            Html: { Data: "<p>Hällo & more</p>", Charset: "UTF-8" },
            Text: { Data: "Hällo & more", Charset: "UTF-8" },
          },
          Headers: list(HEADERS),
          Attachments: [
            {
              FileName: "invoice.pdf",
              ContentType: "application/pdf",
              RawContent: invoice.toString("base64"),
              ContentTransferEncoding: "BASE64",
              ContentDisposition: "ATTACHMENT",
            },
            {
              FileName: "logo.png",
              ContentType: "image/png",
              RawContent: logo.toString("base64"),
              ContentTransferEncoding: "BASE64",
              ContentDisposition: "INLINE",
              ContentId: "logo",
            },
          ],
        },
      },
    });
  });

  it.each([undefined, "session-token"])(
    "to SES is signed as aws4 signs it (token %s)",
    async (token) => {
      const { method, path, host, headers, body } = await accepted({
        ...services.ses,
        ...(token !== undefined && { sessionToken: token }),
      });
      const names = headers.authorization?.match(/SignedHeaders=([^,]+)/)?.[1]?.split(";") ?? [];
      expect(names).toEqual(
        expect.arrayContaining([
          "content-type",
          "host",
          "x-amz-date",
          ...(token ? ["x-amz-security-token"] : []),
        ]),
      );
      const signed = aws4.sign(
        {
          method,
          path,
          host,
          service: "ses",
          region: "eu-central-1",
          body: body.toString(),
          // The service does not need other headers, such as the length, to be signed.
          headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
          extraHeadersToIgnore: { "content-length": true },
        } as aws4.Request,
        { accessKeyId: "AKIDEXAMPLE", secretAccessKey: KEY },
      );
      expect(headers.authorization).toBe(signed.headers?.Authorization);
    },
  );

  it("of a mail with bcc alone has the sender in to, where the service demands somebody", async () => {
    const alone = { to: [], bcc: [address("bcc@example.com", "Bo")] };
    const bodyOf = async (name: keyof typeof services) =>
      (await accepted(services[name], alone)).body.toString();
    const sender = '"Undisclosed recipients" <shop@example.com>';
    const hidden = '"Bo" <bcc@example.com>';
    expect(JSON.parse(await bodyOf("resend"))).toMatchObject({ to: [sender], bcc: [hidden] });
    expect(JSON.parse(await bodyOf("postmark"))).toMatchObject({ To: "", Bcc: hidden });
    expect(JSON.parse(await bodyOf("ses")).Destination).toEqual({
      ToAddresses: [],
      CcAddresses: [],
      BccAddresses: [hidden],
    });
    const form = await bodyOf("mailgun");
    expect(form).toContain(`name="to"\r\n\r\n${sender}\r\n`);
    expect(form).toContain(`name="bcc"\r\n\r\n${hidden}\r\n`);
  });

  it("puts transactional and system mail into Postmark's other stream", async () => {
    for (const category of ["transactional", "system"]) {
      const { body } = await accepted({ ...services.postmark, stream: "mine" }, { category });
      expect(JSON.parse(body.toString()).MessageStream).toBe("mine");
    }
  });
});

/** The services' documented errors, and what happens to the mail. */
const ERRORS: [
  keyof typeof services,
  number,
  object | string,
  Outcome["end"],
  RegExp,
  Record<string, string>?,
][] = [
  [
    "resend",
    403,
    { statusCode: 403, name: "invalid_api_key", message: "API key is invalid" },
    "permanent",
    /^Resend answered 403: API key is invalid \(invalid_api_key\)$/,
  ],
  [
    "resend",
    422,
    { statusCode: 422, name: "validation_error", message: "Invalid `to` field." },
    "permanent",
    /Invalid `to` field/,
  ],
  [
    "resend",
    409,
    { statusCode: 409, name: "invalid_idempotent_request", message: "Same key, other payload." },
    "permanent",
    /invalid_idempotent_request/,
  ],
  [
    "resend",
    409,
    { statusCode: 409, name: "concurrent_idempotent_requests", message: "Still in progress." },
    "temporary",
    /Still in progress/,
  ],
  [
    "resend",
    429,
    { statusCode: 429, name: "rate_limit_exceeded", message: "Too many requests" },
    "temporary",
    /Too many/,
    { "retry-after": "7" },
  ],
  [
    "postmark",
    422,
    {
      ErrorCode: 406,
      Message: "You tried to send to a recipient that has been marked as inactive.",
    },
    "permanent",
    /^Postmark answered 422: You tried .* inactive. \(406\)$/,
  ],
  [
    "postmark",
    401,
    { ErrorCode: 10, Message: "The Server Token you provided is not valid." },
    "permanent",
    /not valid/,
  ],
  ["postmark", 500, { ErrorCode: 0, Message: "Internal error" }, "temporary", /Internal error/],
  ["mailgun", 401, "Forbidden", "permanent", /^Mailgun answered 401: Forbidden$/],
  [
    "mailgun",
    400,
    { message: "to parameter is not a valid address. please check documentation" },
    "permanent",
    /not a valid address/,
  ],
  ["mailgun", 503, "", "temporary", /no reason given/, { "retry-after": "3" }],
  [
    "ses",
    400,
    { message: "Email address is not verified." },
    "permanent",
    /^SES answered 400: Email address is not verified. \(MessageRejected\)$/,
    { "x-amzn-errortype": "MessageRejected:http://internal.amazon.com/" },
  ],
  [
    "ses",
    403,
    { message: "The security token included in the request is invalid." },
    "permanent",
    /UnrecognizedClientException/,
    { "x-amzn-errortype": "UnrecognizedClientException" },
  ],
  [
    "ses",
    429,
    { message: "Maximum sending rate exceeded." },
    "temporary",
    /TooManyRequests/,
    { "x-amzn-errortype": "TooManyRequestsException" },
  ],
  [
    "ses",
    400,
    { message: "Sending is paused." },
    "temporary",
    /paused/,
    { "x-amzn-errortype": "SendingPausedException" },
  ],
];

describe("a service that refuses", () => {
  it.each(ERRORS)("%s %d %j is %s", async (name, status, body, end, message, headers = {}) => {
    service.answerNext({ status, body, headers });
    const outcome = await send(services[name]);
    expect(outcome).toMatchObject({ end, message: expect.stringMatching(message) });
    const wait = headers["retry-after"];
    expect(outcome.retryAfter).toBe(wait === undefined ? null : Number(wait));
  });

  it.each([
    [408, "temporary"],
    [404, "permanent"],
    [413, "permanent"],
    [502, "temporary"],
    [304, "temporary"],
  ])("with %d is %s", async (status, end) => {
    service.answerNext({ status, body: "<h1>" });
    expect((await send(services.postmark)).end).toBe(end);
  });

  it("names a time to come back as a date, or for ever: a day at most", async () => {
    for (const [header, least, most] of [
      [new Date(Date.now() + 3_600_000).toUTCString(), 3500, 3601],
      ["99999999999", 86_400, 86_400],
      [new Date(0).toUTCString(), 0, 0],
    ] as const) {
      service.answerNext({ status: 429, headers: { "retry-after": header } });
      const { retryAfter } = await send(services.resend);
      expect(retryAfter).toBeGreaterThanOrEqual(least);
      expect(retryAfter).toBeLessThanOrEqual(most);
    }
    service.answerNext({ status: 429, headers: { "retry-after": "soon" } });
    expect((await send(services.resend)).retryAfter).toBeNull();
  });

  it("that repeats the key does not bring it into the error, nor a book", async () => {
    for (const transport of Object.values(services)) {
      const login = Buffer.from(`api:${KEY}`).toString("base64");
      service.answerNext({ status: 401, body: `bad key ${KEY} ${login}\n${"x".repeat(5000)}` });
      const message = String((await send(transport)).message);
      expect(message).toContain("bad key ***");
      expect(message).not.toContain(KEY);
      if (transport.provider === "mailgun") expect(message).not.toContain(login);
      expect(message.length).toBeLessThan(1100);
    }
  });

  it("answers 200 without an id: the mail does not count as accepted", async () => {
    service.answerNext({ body: "<html>Welcome to nginx</html>" });
    expect(await send(services.resend)).toMatchObject({
      end: "permanent",
      message: expect.stringContaining("Welcome to nginx"),
    });
  });
});

describe("a service that is not there", () => {
  it("refuses the connection: temporary, and no address with its password in the error", async () => {
    const url = "http://user:hidden-password@127.0.0.1:1";
    for (const transport of Object.values(providers(url))) {
      const { end, message } = await send(transport);
      expect([end, message]).toEqual([
        "temporary",
        expect.stringMatching(/^The request to \w+ failed: .*refused/),
      ]);
      expect(message).not.toMatch(/hidden-password|key-that/);
    }
  });

  it("hangs: temporary, after the time that it may take", async () => {
    service.answerNext("hang");
    const outcome = await send(services.postmark, {}, { timeout: 1 });
    expect(outcome).toMatchObject({
      end: "temporary",
      message: expect.stringMatching(/deadline|timeout/i),
    });
    expect(outcome.milliseconds).toBeGreaterThanOrEqual(1000);
  });
});

describe("files", () => {
  it.each(Object.entries(services))("10 MB through %s, byte by byte", async (_name, transport) => {
    const bytes = randomBytes(10 << 20);
    const big = [{ name: "big.bin", ...file("big.bin", bytes) }];
    const { body } = await accepted(transport, { attachments: big });
    const isThere =
      transport.provider === "mailgun"
        ? body.includes(bytes)
        : body.includes(bytes.toString("base64"));
    expect(isThere).toBe(true);
  });

  it.each([...Object.entries(services), ["smtp", "smtp"] as const])(
    "that are gone are a failure of %s that may pass, and nothing is sent",
    async (_name, transport) => {
      const before = service.received.length;
      const gone = { name: "gone.txt", gone: true as const, ...file("gone.txt", Buffer.from("x")) };
      expect(await send(transport, { attachments: [gone] })).toMatchObject({
        end: "temporary",
        message: expect.stringContaining("gone.txt"),
      });
      expect(service.received).toHaveLength(before);
    },
  );
});

const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);

describe("SMTP", () => {
  it("carries names, copies, headers, both bodies and files", async () => {
    const outcome = await send("smtp", {
      ...full,
      attachments: [...attachments, { ...(attachments[0] as (typeof attachments)[0]) }],
    });
    expect(outcome).toMatchObject({ end: "accepted" });
    const got = (await smtp.waitFor(1)).at(-1);
    const text = (value: unknown) =>
      [value ?? []].flat().flatMap((one) => (one as { value: unknown }).value);
    expect(text(got?.from)).toEqual([{ name: 'Müller, "Inc"', address: "shop@example.com" }]);
    expect(text(got?.to)).toEqual([
      { name: "Ada", address: "ada@example.com" },
      { name: "", address: "bob@example.com" },
    ]);
    expect(text(got?.cc)).toEqual([{ name: "Zoë", address: "cc@example.com" }]);
    expect(got?.bcc).toBeUndefined();
    expect(text(got?.replyTo)).toEqual([{ name: "Help, Desk", address: "help@example.com" }]);
    expect(got?.messageId).toBe("<mail00000000001@example.com>");
    expect(got?.headers.get("list")).toMatchObject({
      unsubscribe: { url: "https://example.com/u?t=1" },
    });
    expect(got?.subject).toBe("Grüße");
    expect(got?.text).toContain("Hällo & more");
    const files = got?.attachments.map(({ filename, contentDisposition, cid, content }) => ({
      filename,
      contentDisposition,
      cid,
      same: content.equals(filename === "logo" ? logo : invoice),
    }));
    expect(files?.sort((a, b) => String(a.filename).localeCompare(String(b.filename)))).toEqual([
      {
        filename: "2-invoice.pdf",
        contentDisposition: "attachment",
        cid: "2-invoice.pdf",
        same: true,
      },
      { filename: "invoice.pdf", contentDisposition: "attachment", cid: "invoice.pdf", same: true },
      { filename: "logo", contentDisposition: "inline", cid: "logo", same: true },
    ]);
  });

  it.each([
    "Shop, Inc",
    '"quoted"',
    "back\\slash <x@y>",
    "日本語の長い名前、とても長い名前、まだ続く名前",
    "plain",
    "",
    "a\r\nBcc: evil@example.com",
  ])("keeps the sender's name %j", async (name) => {
    const count = smtp.mails.length;
    expect((await send("smtp", { from: address("shop@example.com", name) })).end).toBe("accepted");
    const got = (await smtp.waitFor(count + 1)).at(-1);
    expect(got?.from?.value.map((one) => one.address)).toEqual(["shop@example.com"]);
    if (!name.includes("\r")) expect(got?.from?.value[0]?.name).toBe(name);
    expect(got?.bcc).toBeUndefined();
  });

  it.each([
    [421, "temporary"],
    [451, "temporary"],
    [452, "temporary"],
    [530, "temporary"],
    [535, "temporary"],
    [550, "permanent"],
    [552, "permanent"],
    [554, "permanent"],
  ])("%d is %s, with the server's words", async (code, end) => {
    smtp.refuseNext(1, code);
    expect(await send("smtp")).toMatchObject({ end, message: `${code} refused by the test` });
  });
});

describe("an SMTP server that misbehaves", () => {
  const password = "hidden-password";
  const login = Buffer.from(`\0user\0${password}`).toString("base64");

  it.each<[string, SmtpScript, Outcome["end"], RegExp]>([
    ["refuses at once", { greeting: "421 too busy" }, "temporary", /^421 too busy$/],
    ["hangs up at once", { greeting: "" }, "temporary", /EOF/],
    [
      "refuses the login, and repeats it",
      { AUTH: `535 not ${login}, ${password}` },
      "temporary",
      /^535 not \*\*\*, \*\*\*$/,
    ],
    ["refuses the sender", { MAIL: "553 not yours" }, "permanent", /^553 not yours$/],
    ["puts a recipient off", { RCPT: "451 greylisted" }, "temporary", /^451 greylisted$/],
    ["refuses a recipient", { RCPT: "550-no\r\n550 such user" }, "permanent", /^550 no such user$/],
    ["hangs up after DATA", { DATA: "" }, "temporary", /EOF/],
    ["refuses the content", { ".": "554 spam" }, "permanent", /^554 spam$/],
    ["hangs up after the mail", { ".": "" }, "temporary", /EOF/],
  ])("%s", async (_what, script, end, message) => {
    const port = await startScripted(script, onTestFinished);
    const login = { username: "user", password };
    await server.pb.settings.update({ smtp: { enabled: true, host: "127.0.0.1", port, ...login } });
    expect(await send("smtp")).toMatchObject({ end, message: expect.stringMatching(message) });
  });

  it("is not there", async () => {
    await server.pb.settings.update({ smtp: { enabled: true, host: "127.0.0.1", port: 1 } });
    expect(await send("smtp")).toMatchObject({
      end: "temporary",
      message: expect.stringContaining("refused"),
    });
  });
});
