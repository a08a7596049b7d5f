import { createHmac, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";

const RESEND_SECRET = `whsec_${Buffer.from("a secret of more than 24 bytes").toString("base64")}`;
const SIGNING_KEY = "signing-key";
const LOGIN = "hook:pässword-1";

const TRANSPORTS = {
  resend: { provider: "resend", key: "re_1", webhookSecret: RESEND_SECRET },
  postmark: { provider: "postmark", key: "pm-1", webhookSecret: LOGIN },
  mailgun: { provider: "mailgun", key: "mg-1", domain: "example.com", webhookSecret: SIGNING_KEY },
  ses: {
    provider: "ses",
    region: "eu-central-1",
    accessKeyId: "A",
    secretAccessKey: "B",
    webhookSecret: LOGIN,
  },
};
type Provider = keyof typeof TRANSPORTS;

/** Each service has a server of its own, because a config has one transport. */
const servers = {} as Record<Provider, Server>;
for (const [name, transport] of Object.entries(TRANSPORTS)) {
  const config = `module.exports = { mail: { transport: ${JSON.stringify(transport)} } };`;
  servers[name as Provider] = await serveAll({ config });
}

type Headers = Record<string, string>;
interface Signed {
  headers: Headers;
  body: string;
}
const basic = (login: string) => ({
  Authorization: `Basic ${Buffer.from(login).toString("base64")}`,
});

/** Signs an event as the service itself does. */
const SIGN: Record<Provider, (event: object, age?: number) => Signed> = {
  resend(event, age = 0) {
    const body = JSON.stringify(event);
    const at = new Date(Date.now() - age * 1000);
    return {
      body,
      headers: {
        "svix-id": "msg_1",
        "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
        "svix-signature": new Webhook(RESEND_SECRET).sign("msg_1", at, body),
      },
    };
  },
  postmark: (event) => ({ body: JSON.stringify(event), headers: basic(LOGIN) }),
  mailgun(event, age = 0) {
    const timestamp = String(Math.floor(Date.now() / 1000) - age);
    const token = randomBytes(25).toString("hex");
    const signature = createHmac("sha256", SIGNING_KEY)
      .update(timestamp + token)
      .digest("hex");
    const body = { signature: { timestamp, token, signature }, "event-data": event };
    return { body: JSON.stringify(body), headers: {} };
  },
  ses(event) {
    const body = {
      Type: "Notification",
      TopicArn: "arn:aws:sns:x:1:t",
      Message: JSON.stringify(event),
    };
    return { body: JSON.stringify(body), headers: basic(LOGIN) };
  },
};

const post = (name: Provider, { headers, body }: Signed) =>
  fetch(`${servers[name].url}/api/bundle/mail/feedback/${name}`, { method: "POST", headers, body });
async function stored(name: Provider) {
  const rows = await servers[name].pb
    .collection("bundle_suppressions")
    .getFullList({ sort: "address" });
  return rows.map(({ address, category, reason, detail }) => [address, category, reason, detail]);
}
async function clear(name: Provider) {
  const collection = servers[name].pb.collection("bundle_suppressions");
  for (const { id } of await collection.getFullList()) await collection.delete(id);
}
beforeEach(async () => {
  for (const name of Object.keys(servers) as Provider[]) await clear(name);
});

// These are the services' documented events, shortened to the fields that are read and some that
// are not.
const resend = (type: string, data: object) => ({ type, created_at: "2026-01-01T00:00:00Z", data });
const bounced = (more: object = {}) =>
  resend("email.bounced", {
    email_id: "56761188",
    to: ["Ada@Example.com"],
    bounce: { type: "Permanent", subType: "General", message: "550 no such user" },
    tags: { category: "news" },
    ...more,
  });
const postmark = (RecordType: string, more: object) => ({
  RecordType,
  MessageStream: "outbound",
  Tag: "news",
  ...more,
});
const bounce = (Type: string) =>
  postmark("Bounce", { ID: 42, Type, Email: "ada@example.com", Description: "No such user." });
const change = (more: object) =>
  postmark("SubscriptionChange", {
    Recipient: "ada@example.com",
    Origin: "Recipient",
    SuppressSending: true,
    ...more,
  });
const mailgun = (event: string, more: object = {}) => ({
  event,
  recipient: "ada@example.com",
  tags: ["news"],
  "delivery-status": { code: 550, description: "No such user." },
  ...more,
});
const ses = (bounceType: string, more: object = {}) => ({
  notificationType: "Bounce",
  bounce: {
    bounceType,
    bounceSubType: "General",
    bouncedRecipients: [
      {
        emailAddress: "ada@example.com",
        status: "5.1.1",
        diagnosticCode: "smtp; 550 no such user",
      },
      { emailAddress: "Bob <bob@example.com>" },
    ],
  },
  ...more,
});
const complaint = (complaintFeedbackType?: string) => ({
  eventType: "Complaint",
  complaint: { complainedRecipients: [{ emailAddress: "ada@example.com" }], complaintFeedbackType },
});

const ADA = "ada@example.com";
const EVENTS: [Provider, string, object, string[][]][] = [
  ["resend", "a bounce for good", bounced(), [[ADA, "", "bounced", "General: 550 no such user"]]],
  ["resend", "a passing bounce", bounced({ bounce: { type: "Transient" } }), []],
  ["resend", "a bounce of one of two recipients", bounced({ to: [ADA, "bob@example.com"] }), []],
  [
    "resend",
    "a complaint",
    resend("email.complained", { to: [ADA] }),
    [[ADA, "", "complained", ""]],
  ],
  ["resend", "a delivery", resend("email.delivered", { to: [ADA] }), []],
  ["postmark", "a hard bounce", bounce("HardBounce"), [[ADA, "", "bounced", "No such user."]]],
  ["postmark", "a bad address", bounce("BadEmailAddress"), [[ADA, "", "bounced", "No such user."]]],
  ["postmark", "a soft bounce", bounce("SoftBounce"), []],
  ["postmark", "a full mailbox", bounce("Transient"), []],
  ["postmark", "a type like a method", bounce("constructor"), []],
  [
    "postmark",
    "a complaint",
    postmark("SpamComplaint", { Email: ADA, Description: "Spam" }),
    [[ADA, "", "complained", "Spam"]],
  ],
  [
    "postmark",
    "an unsubscription",
    change({ SuppressionReason: "ManualSuppression" }),
    [[ADA, "news", "unsubscribed", "ManualSuppression"]],
  ],
  [
    "postmark",
    "a suppression by a bounce",
    change({ SuppressionReason: "HardBounce" }),
    [[ADA, "", "bounced", "HardBounce"]],
  ],
  [
    "postmark",
    "a reactivation",
    change({ SuppressSending: false, SuppressionReason: null, Tag: null }),
    [],
  ],
  ["postmark", "an opened mail", postmark("Open", { Recipient: ADA }), []],
  [
    "mailgun",
    "a failure for good",
    mailgun("failed", { severity: "permanent" }),
    [[ADA, "", "bounced", "No such user."]],
  ],
  ["mailgun", "a passing failure", mailgun("failed", { severity: "temporary" }), []],
  ["mailgun", "a complaint", mailgun("complained"), [[ADA, "", "complained", "No such user."]]],
  [
    "mailgun",
    "an unsubscription",
    mailgun("unsubscribed", { "delivery-status": undefined }),
    [[ADA, "news", "unsubscribed", ""]],
  ],
  ["mailgun", "a delivery", mailgun("delivered"), []],
  [
    "ses",
    "a bounce for good",
    ses("Permanent"),
    [
      [ADA, "", "bounced", "smtp; 550 no such user"],
      ["bob@example.com", "", "bounced", "General"],
    ],
  ],
  ["ses", "a passing bounce", ses("Transient"), []],
  ["ses", "a complaint", complaint("abuse"), [[ADA, "", "complained", "abuse"]]],
  ["ses", "a complaint without a type", complaint(), [[ADA, "", "complained", ""]]],
  ["ses", "not spam after all", complaint("not-spam"), []],
  ["ses", "a delivery", { eventType: "Delivery", delivery: {} }, []],
];

describe("an event", () => {
  it.each(EVENTS)("of %s: %s", async (name, _what, event, expected) => {
    for (const _again of [1, 2]) {
      const response = await post(name, SIGN[name](event));
      expect([response.status, await response.json()]).toEqual([
        200,
        { suppressed: expected.length },
      ]);
    }
    expect(await stored(name)).toEqual(expected);
  });

  it("does not weaken a reason: a bounce stays, a complaint becomes a bounce", async () => {
    const send = (event: object) => post("mailgun", SIGN.mailgun(event));
    const all = { tags: [] };
    const is = async (reason: string) =>
      expect((await stored("mailgun")).map((row) => row[2])).toEqual([reason]);
    await send(mailgun("unsubscribed", all));
    await is("unsubscribed");
    await send(mailgun("complained", all));
    await is("complained");
    await send(mailgun("failed", { severity: "permanent" }));
    await is("bounced");
    await send(mailgun("complained", all));
    await send(mailgun("unsubscribed", all));
    await is("bounced");
  });
});

const EXAMPLE: Record<Provider, object> = {
  resend: bounced(),
  postmark: bounce("HardBounce"),
  mailgun: mailgun("failed", { severity: "permanent" }),
  ses: ses("Permanent"),
};
const spoilt = (name: Provider, spoil: (signed: Signed) => Signed) =>
  spoil(SIGN[name](EXAMPLE[name]));

describe("is refused with 401, a reason and no secret, and nothing is stored:", () => {
  const inBody = (from: RegExp, to: string) => (signed: Signed) => ({
    ...signed,
    body: signed.body.replace(from, to),
  });
  const withHeaders = (headers: Headers) => (signed: Signed) => ({
    ...signed,
    headers: { ...signed.headers, ...headers },
  });
  const without = (signed: Signed) => ({ ...signed, headers: {} });
  const REFUSED: [Provider, string, (signed: Signed) => Signed][] = [
    ["resend", "no signature", without],
    ["resend", "another body", inBody(/ada/i, "eve")],
    ["resend", "another signature", withHeaders({ "svix-signature": `v1,${"A".repeat(43)}=` })],
    ["resend", "an old one", () => SIGN.resend(EXAMPLE.resend, 400)],
    ["postmark", "no login", without],
    ["postmark", "another login", withHeaders(basic("hook:password-1"))],
    ["postmark", "another scheme", withHeaders({ Authorization: "Bearer x" })],
    ["postmark", "a login that is no base64", withHeaders({ Authorization: "Basic %%%" })],
    ["mailgun", "no signature", inBody(/"signature":\{.*?\},/, "")],
    ["mailgun", "another token", inBody(/"token":"./, '"token":"x')],
    ["mailgun", "a signature that is no text", inBody(/"signature":"\w+"/, '"signature":{"a":1}')],
    ["mailgun", "an old one", () => SIGN.mailgun(EXAMPLE.mailgun, 90_000)],
    ["ses", "no login", without],
    ["ses", "another login", withHeaders(basic(`${LOGIN} `))],
  ];
  it.each(REFUSED)("%s, %s", async (name, _what, spoil) => {
    const response = await post(name, spoilt(name, spoil));
    const text = await response.text();
    expect(response.status).toBe(401);
    expect(JSON.parse(text).message).toMatch(/\w/);
    for (const secret of [RESEND_SECRET, SIGNING_KEY, LOGIN]) expect(text).not.toContain(secret);
    // SNS sends no password before the server asks for it.
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    expect(await stored(name)).toEqual([]);
  });
});

describe("is refused with 400, and nothing is stored:", () => {
  /** Signs a body unchanged. Mailgun's signature is in the body. */
  const signedText = (name: Provider, body: string): Signed => {
    if (name !== "resend") return { body, headers: basic(LOGIN) };
    const at = new Date();
    const headers = { "svix-id": "m", "svix-timestamp": String(Math.floor(at.getTime() / 1000)) };
    return {
      body,
      headers: { ...headers, "svix-signature": new Webhook(RESEND_SECRET).sign("m", at, body) },
    };
  };
  const NAMES = Object.keys(TRANSPORTS) as Provider[];
  const BODIES = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "1",
    `[${"[".repeat(5000)}`,
    `{"a":"${"x".repeat(1_100_000)}"}`,
  ];
  it.each(NAMES.flatMap((name) => BODIES.map((body) => [name, body.slice(0, 20), body] as const)))(
    "%s, %j",
    async (name, _what, body) => {
      const response = await post(name, signedText(name, body));
      // A body that is too large is not read, and Mailgun's is parsed only when it is signed.
      const status = body.length > 1_000_000 ? 413 : name === "mailgun" ? 401 : 400;
      expect(response.status).toBe(status);
      expect(await stored(name)).toEqual([]);
    },
  );

  const WRONG = [
    null,
    1,
    [],
    {},
    { address: 1 },
    "",
    "no address",
    `${"x".repeat(400)}@example.com`,
    "a@b\r\nc@d",
    ["a", "b"],
  ];
  const WITH: Record<Provider, (value: unknown) => object> = {
    resend: (value) => bounced({ to: Array.isArray(value) ? value[0] : [value] }),
    postmark: (value) => ({ ...bounce("HardBounce"), Email: value }),
    mailgun: (value) => mailgun("failed", { severity: "permanent", recipient: value }),
    ses: (value) => ({
      notificationType: "Bounce",
      bounce: {
        bounceType: "Permanent",
        bouncedRecipients: [{ emailAddress: ADA }, { emailAddress: value }],
      },
    }),
  };
  it.each(NAMES.flatMap((name) => WRONG.map((value) => [name, value] as const)))(
    "%s, the address %j",
    async (name, value) => {
      const response = await post(name, SIGN[name](WITH[name](value)));
      expect(response.status).toBe(400);
      expect(await stored(name)).toEqual([]);
    },
  );

  it.each([
    null,
    7,
    "text",
    [],
    { bounce: 1 },
    { bounce: { bouncedRecipients: "x" } },
    { data: [], delivery: 1 },
  ])("or taken without effect: an event of %j, whatever it is for whom", async (value) => {
    for (const name of NAMES) {
      for (const event of [
        value,
        { type: value },
        { event: value },
        { RecordType: value },
        { notificationType: value },
      ]) {
        const { status } = await post(name, SIGN[name](event as object));
        expect([200, 400]).toContain(status);
        expect(await stored(name)).toEqual([]);
      }
    }
  });

  it("40 MB", async () => {
    const body = "x".repeat(40 << 20);
    // The server hangs up on what it does not read, so its answer may be lost.
    const answer = post("postmark", { body, headers: basic(LOGIN) }).catch(() => ({ status: 413 }));
    expect((await answer).status).toBe(413);
    expect(await stored("postmark")).toEqual([]);
  });
});

describe("Mailgun signs a token, and not the event, so", () => {
  const event = (recipient: string) => mailgun("failed", { severity: "permanent", recipient });
  const addresses = async () => (await stored("mailgun")).map(([address]) => address);

  it("a token is used once", async () => {
    const first = SIGN.mailgun(event(ADA));
    expect((await post("mailgun", first)).status).toBe(200);
    const again = await post("mailgun", {
      ...first,
      body: first.body.replace(ADA, "eve@example.com"),
    });
    expect([again.status, await again.text()]).toEqual([
      406,
      expect.stringContaining("used before"),
    ]);
    expect(await addresses()).toEqual([ADA]);
  });

  it("a recent signature elsewhere in the body does not make an old one good", async () => {
    const recent = JSON.parse(SIGN.mailgun(event(ADA)).body).signature;
    const old = JSON.parse(SIGN.mailgun(event(ADA), 864_000).body);
    const spoilt = {
      "event-data": { ...old["event-data"], "user-variables": { signature: recent } },
    };
    const body = JSON.stringify({ ...spoilt, signature: old.signature });
    expect((await post("mailgun", { body, headers: {} })).status).toBe(401);
    expect(await addresses()).toEqual([]);
  });

  it("a token moves no boundary between itself and the time", async () => {
    const first = SIGN.mailgun(event(ADA));
    expect((await post("mailgun", first)).status).toBe(200);
    const body = first.body.replace(
      /"timestamp":"(\d+)(\d)","token":"/,
      '"timestamp":"$1","token":"$2',
    );
    expect(body).not.toBe(first.body);
    expect((await post("mailgun", { ...first, body })).status).toBe(401);
  });

  it("an event that cannot be read uses no token", async () => {
    const unread = SIGN.mailgun(event("no address"));
    expect((await post("mailgun", unread)).status).toBe(400);
    const body = unread.body.replace("no address", ADA);
    expect((await post("mailgun", { ...unread, body })).status).toBe(200);
  });

  it("a genuine signature elsewhere in the body is none", async () => {
    const { signature } = JSON.parse(SIGN.mailgun(event(ADA)).body);
    const forged = {
      signature: { ...signature, token: "x" },
      "event-data": event(ADA),
      signatures: { signature },
    };
    expect((await post("mailgun", { headers: {}, body: JSON.stringify(forged) })).status).toBe(401);
    expect(await addresses()).toEqual([]);
  });

  it("a value of the user may have the signature's name", async () => {
    const signed = JSON.parse(
      SIGN.mailgun({ ...event(ADA), "user-variables": { signature: { a: 1 } } }).body,
    );
    const body = JSON.stringify({
      "event-data": signed["event-data"],
      signature: signed.signature,
    });
    expect((await post("mailgun", { headers: {}, body })).status).toBe(200);
  });
});

describe("SNS asks to confirm a subscription", () => {
  const ask = (SubscribeURL: unknown) =>
    post("ses", {
      body: JSON.stringify({ Type: "SubscriptionConfirmation", Token: "t", SubscribeURL }),
      headers: basic(LOGIN),
    });

  it.each([
    "http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
    "https://sns.eu-central-1.amazonaws.com.evil.example/",
    "https://sns.eu-central-1.amazonaws.com@evil.example/",
    "https://sns.eu-central-1.amazonaws.com:8443/",
    "https://sns.evil.example/.amazonaws.com/",
    "https://evil.example/?https://sns.eu-central-1.amazonaws.com/",
    "https://sns.a/b.amazonaws.com/",
    "https://sns.eu.amazonaws.com\\@evil.example/",
    "https://SNS.eu-central-1.amazonaws.com/",
    "file:///etc/passwd",
    "",
    null,
    {},
  ])("400 for %j, which is not SNS's", async (url) => {
    expect((await ask(url)).status).toBe(400);
  });

  it("503 when SNS cannot be reached, so that it asks again", async () => {
    const { status } = await ask(
      "https://sns.no-such-region.amazonaws.com/?Action=ConfirmSubscription",
    );
    expect(status).toBe(503);
  });
});

it("there is no route without a secret", async () => {
  const { status } = await fetch(`${servers.ses.url}/api/bundle/mail/feedback/resend`, {
    method: "POST",
  });
  expect(status).toBe(404);
});

it("nobody but superusers sees the list", async () => {
  const guest = servers.resend.client().collection("bundle_suppressions");
  await expect(guest.getFullList()).rejects.toMatchObject({ status: 403 });
});
