// Tests the signature schemes inside of the server, whose runtime makes the HMAC from its own texts
// and bytes.
import { Paddle } from "@paddle/paddle-node-sdk";
import { describe, expect, it } from "vitest";
import { type Headers, hmac, SECRETS, SENDERS, type SenderName, seconds } from "../senders.ts";
import { bundleForServer } from "../server-bundle.ts";
import { serveAll } from "./bundle.ts";

const server = await serveAll({
  hooks: {
    "signatures.js": await bundleForServer("src/lib/signatures/index.ts"),
    "verify.pb.js": `routerAdd("POST", "/verify", (e) => {
      const signatures = require(__hooks + "/signatures.js");
      const { scheme, options, ...rest } = JSON.parse(e.request.header.get("X-Test"));
      const own = $security;
      const hashed = [];
      const counted = (name) => (text, ...more) => {
        hashed.push(text.length);
        return own[name](text, ...more);
      };
      globalThis.$security = { equal: own.equal, hs256: counted("hs256"), sha256: counted("sha256") };
      try {
        const refusal = signatures.verify(
          options ? signatures[scheme](options) : signatures[scheme],
          { header: (name) => e.request.header.get(name), body: toString(e.request.body) },
          rest,
        );
        return e.json(200, { refusal: refusal ?? null, hashed });
      } finally {
        globalThis.$security = own;
      }
    })`,
  },
});

interface Test {
  scheme: string;
  secrets: string[];
  options?: object;
  tolerance?: number;
  now?: number;
}
async function ask(body: string | Buffer, headers: Headers, test: Test) {
  const response = await fetch(`${server.url}/verify`, {
    method: "POST",
    body: new Uint8Array(Buffer.from(body)),
    headers: { ...headers, "x-test": ascii(JSON.stringify(test)) },
  });
  return (await response.json()) as { refusal: string | null; hashed: number[] };
}
const refusal = async (...request: Parameters<typeof ask>) => (await ask(...request)).refusal;
const ascii = (json: string) =>
  json.replace(/[^\0-~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const NAMES = Object.keys(SENDERS) as SenderName[];
const BODIES: Record<string, string> = {
  JSON: '{"id":"evt_1","amount":1250}',
  "more than ASCII": '{"text":"ä € 😀 \ufffd"}',
  "a dollar sign": '{"a":"$& $1 $\'"}',
  "one line break": "\n",
};

describe("published vectors", () => {
  it("standard", async () => {
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const test = { scheme: "standard", now: 1614265330 };
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const body = '{"test": 2432232314}';
    expect(await refusal(body, headers, { ...test, secrets: [secret] })).toBe(null);
    expect(await refusal(body, headers, { ...test, secrets: [secret.slice(6)] })).toBe(null);
    const svix = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.replace("webhook", "svix"), value]),
    );
    expect(await refusal(body, svix, { ...test, secrets: [secret] })).toBe(null);
  });

  it("github", async () => {
    const headers = {
      "x-hub-signature-256":
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    };
    const test = { scheme: "github", secrets: ["It's a Secret to Everybody"] };
    expect(await refusal("Hello, World!", headers, test)).toBe(null);
  });
});

describe.each(NAMES)("%s", (scheme) => {
  const secret = SECRETS[scheme];
  const sign = (body: string, more = {}) => SENDERS[scheme](body, { secret, ...more });

  it.each(Object.entries(BODIES))("takes %s", async (_what, body) => {
    expect(await refusal(body, await sign(body), { scheme, secrets: ["x", secret] })).toBe(null);
  });

  it("refuses one byte changed, another secret, no header, and half a signature", async () => {
    const body = BODIES.JSON as string;
    const headers = await sign(body);
    const test = { scheme, secrets: [secret] };
    expect(await refusal(body.replace("1250", "1251"), headers, test)).toMatch(/not match/);
    expect(await refusal(body, headers, { scheme, secrets: ["whsec_AAAA"] })).toMatch(/not match/);
    expect(await refusal(body, {}, test)).toMatch(/missing/);
    const halves = Object.entries(headers).map(([name, value]) => [name, value.slice(0, -2)]);
    expect(await refusal(body, Object.fromEntries(halves), test)).toBeTruthy();
  });

  it("refuses bytes that are no UTF-8, whatever they would be replaced by", async () => {
    const body = '{"text":"\ufffd"}';
    const bytes = Buffer.from(body.replace("\ufffd", "\xff"), "latin1");
    expect(await refusal(bytes, await sign(body), { scheme, secrets: [secret] })).toMatch(/UTF-8/);
  });
});

describe("freshness", () => {
  const body = "{}";
  // A clock that stands still, or a slow machine would make the ages others.
  const now = seconds();
  it.each<[SenderName, number, number | undefined, boolean]>([
    ["stripe", 300, undefined, true],
    ["stripe", 301, undefined, false],
    ["stripe", 301, 400, true],
    ["stripe", 1e9, 0, true],
    ["stripe", -4000, undefined, true],
    ["paddle", 300, undefined, true],
    ["paddle", 301, undefined, false],
    ["paddle", 10, 5, false],
    ["standard", 300, undefined, true],
    ["standard", 301, undefined, false],
    ["standard", -301, undefined, false],
    ["standard", -301, 0, true],
  ])("%s signed %i s ago, tolerance %s: %s", async (scheme, age, tolerance, isFresh) => {
    const secret = SECRETS[scheme];
    const headers = await SENDERS[scheme](body, { secret, timestamp: now - age });
    const test = { scheme, secrets: [secret], now, ...(tolerance !== undefined && { tolerance }) };
    const answer = await refusal(body, headers, test);
    if (isFresh) expect(answer).toBe(null);
    else expect(answer).toMatch(/too long ago|in the future/);
  });
});

describe("hmac", () => {
  const key = Buffer.from(Array.from({ length: 64 }, (_, i) => 255 - i));
  const timestamp = seconds();
  it.each<[string, object, string, Headers]>([
    ["the body, hex", { header: "X-Sig" }, "s", { "x-sig": hmac("s", "{}", "hex") }],
    ["in capitals", { header: "X-Sig" }, "s", { "x-sig": hmac("s", "{}", "hex").toUpperCase() }],
    [
      "a binary key, base64, a prefix",
      { header: "X-Sig", key: "base64", encoding: "base64", prefix: "sha256=" },
      key.toString("base64"),
      { "x-sig": `sha256=${hmac(key, "{}", "base64")}` },
    ],
    [
      "with a time, as Slack does",
      {
        header: "X-Slack-Signature",
        timestamp: "X-Slack-Request-Timestamp",
        prefix: "v0=",
        template: "v0:{timestamp}:{body}",
      },
      "s",
      {
        "x-slack-signature": `v0=${hmac("s", `v0:${timestamp}:{}`, "hex")}`,
        "x-slack-request-timestamp": String(timestamp),
      },
    ],
  ])("%s", async (_what, options, secret, headers) => {
    const test = { scheme: "hmac", options, secrets: [secret] };
    expect(await refusal("{}", headers, test)).toBe(null);
    expect(await refusal("{ }", headers, test)).toMatch(/not match/);
    expect(await refusal("{}", {}, test)).toMatch(/missing/);
  });
});

it("Paddle's own package accepts the events that these tests sign", async () => {
  const secret = SECRETS.paddle;
  const { "paddle-signature": header } = SENDERS.paddle("{}", { secret });
  expect(await new Paddle("key").webhooks.isSignatureValid("{}", secret, header)).toBe(true);
});

it("several signatures: any may be the right one", async () => {
  const body = "{}";
  const secret = SECRETS.standard;
  const headers = SENDERS.standard(body, { secret });
  const several = `v1,AAAA v1a,BBBB ${headers["webhook-signature"]} v2,C`;
  const test = { scheme: "standard", secrets: [secret] };
  expect(await refusal(body, { ...headers, "webhook-signature": several }, test)).toBe(null);
});

it.each([
  ["ASCII", "a"],
  ["more than ASCII", "ä"],
])("10 KB of %s are hashed once, and by PocketBase", async (_what, letter) => {
  const body = JSON.stringify({ text: letter.repeat(10_000 / Buffer.byteLength(letter)) });
  const secret = SECRETS.standard;
  const headers = SENDERS.standard(body, { secret });
  const answer = await ask(body, headers, { scheme: "standard", secrets: [secret] });
  // How long that takes is what `npm run bench -- verification` measures: a tenth of a millisecond.
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(answer).toEqual({ refusal: null, hashed: [signed.length] });
});
