import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTestApp, type TestAppOptions } from "../../kit/testing/index.ts";
import { driver, mail, type Order, type Outcome, providers } from "../mail-driver.ts";
import { testApp } from "./app.ts";

const { resend, postmark } = providers("https://api.example.com");
const ACCEPTED = { body: { id: "1" } };

function sending(http?: TestAppOptions["http"]) {
  const app = createTestApp({ files: driver(), ...(http && { http }) });
  onTestFinished(() => app.stop());
  const send = (transport: Order["transport"], own = {}): Outcome =>
    app.request("POST", "/transport", {
      body: JSON.stringify({ transport, mail: mail(own) }),
    }).json;
  return { app, send };
}

describe("transports, on the mocked $app", () => {
  it("a mail without copies and headers asks a service for none", () => {
    const bodies: Record<string, unknown>[] = [];
    const { send } = sending(({ body }) => {
      bodies.push(JSON.parse(body));
      return ACCEPTED;
    });
    expect(send(resend).end).toBe("accepted");
    expect(send(postmark).end).toBe("accepted");
    expect(bodies[0]).toMatchObject({
      cc: [],
      bcc: [],
      reply_to: [],
      headers: {},
      attachments: [],
    });
    expect(bodies[1]).toMatchObject({ Cc: "", Bcc: "", ReplyTo: "", Headers: [], Attachments: [] });
  });

  it("every attempt is the same request, with the same key", () => {
    const seen = new Set<string>();
    const { send } = sending((request) => {
      seen.add(createHash("sha256").update(JSON.stringify(request)).digest("hex"));
      return { status: 500 };
    });
    for (let attempt = 0; attempt < 3; attempt++) expect(send(resend).end).toBe("temporary");
    expect(seen.size).toBe(1);
  });

  it("a service that cannot be reached may be there later", () => {
    const { send } = sending(() => new Error("no such host"));
    expect(send(resend)).toMatchObject({
      end: "temporary",
      message: "The request to Resend failed: no such host",
    });
  });

  it("SMTP goes to nodemailer-mock, as PocketBase's mailer would have it", () => {
    const { app, send } = sending();
    const headers = { "Message-ID": "<1@example.com>" };
    const replyTo = [{ name: "", address: "help@example.com" }];
    expect(send("smtp", { headers, replyTo }).end).toBe("accepted");
    expect(app.mails).toMatchObject([
      { subject: "Grüße", headers: { ...headers, "Reply-To": "help@example.com" } },
    ]);
    app.nodemailer.setShouldFailOnce();
    expect(send("smtp").end).toBe("temporary");
  });
});

describe("feedback by SNS, on the mocked $app", () => {
  const confirming = (status: number) => {
    const asked: string[] = [];
    const app = testApp({
      config: `module.exports = { mail: { transport: { provider: "ses", region: "eu-central-1",
        accessKeyId: "A", secretAccessKey: "B", webhookSecret: "hook:password-1" } } };`,
      http: ({ method, url }) => {
        asked.push(`${method} ${url}`);
        return { status };
      },
    });
    const Authorization = `Basic ${Buffer.from("hook:password-1").toString("base64")}`;
    const ask = (SubscribeURL: string, headers: Record<string, string> = { Authorization }) =>
      app.request("POST", "/api/bundle/mail/feedback/ses", {
        body: JSON.stringify({ Type: "SubscriptionConfirmation", SubscribeURL }),
        headers,
      }).status;
    return { asked, ask };
  };
  const url = (host: string) => `https://${host}/?Action=ConfirmSubscription&Token=t`;

  it.each(["sns.eu-central-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"])(
    "is confirmed by a GET on %s",
    (host) => {
      const { asked, ask } = confirming(200);
      expect(ask(url(host))).toBe(200);
      expect(asked).toEqual([`GET ${url(host)}`]);
    },
  );

  it("requests only SNS, and nothing for a stranger", () => {
    const { asked, ask } = confirming(200);
    expect(ask(url("sns.eu-central-1.amazonaws.com.evil.example"))).toBe(400);
    expect(ask(url("sns.eu-central-1.amazonaws.com"), {})).toBe(401);
    expect(asked).toEqual([]);
  });

  it("that SNS refuses is tried again", () => {
    expect(confirming(500).ask(url("sns.eu-central-1.amazonaws.com"))).toBe(503);
  });
});
