// Tests requests that must not be accepted as webhooks: wrong signatures, times, bodies and
// senders. Nothing of them is stored.
import { hmac, SECRETS, seconds } from "../senders.ts";
import { type Case, testOnBoth } from "./cases.ts";
import type { Driver } from "./drivers.ts";
import { post, SCHEMES, STORED, setupOf, sign, statuses } from "./receive/webhooks.ts";

const sources = `(() => {
const on = { "*": say("never") };
const signed = { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig" }, on: { "*": () => {} } };
return {
  ${SCHEMES.map((name) => `${name}: { secret: secrets.${name}, on },`).join("\n")}
  timed: { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig", prefix: "v0=", timestamp: "X-Time", template: "{timestamp}.{body}" }, on },
  custom: { on, verify: (request) => {
    const token = request.header("X-Token");
    if (token === "none") return undefined;
    if (token === "async") return Promise.resolve({ event: "1", type: "x" });
    if (token !== "open sesame") throw new UnauthorizedError("Wrong token.");
    return JSON.parse(request.text());
  } },
  unsaid: { on, verify: (request) => {
    const cycle = {};
    cycle.self = cycle;
    return { event: "1", type: "x", payload: { cycle, big: { n: 10n ** 20n }, call: () => 1 }[request.text()] };
  } },
  fresh: { scheme: "stripe", secret: secrets.stripe, tolerance: 200, on: { "*": () => {} } },
  ever: { scheme: "stripe", secret: secrets.stripe, tolerance: 0, on: { "*": () => {} } },
  near: { ...signed, addresses: ["10.0.0.0/8", "127.0.0.0/8"] },
  far: { ...signed, addresses: ["3.18.12.63", "2001:db8::/32"] },
  rare: { ...signed, rateLimit: { max: 3, per: "1d" } },
  small: { ...signed, bodyLimit: 100 },
};
})()`;

type Sent = Record<string, string | string[]>;

interface Sender {
  source: string;
  /** The header with the signature, as refusals name it. */
  header: string;
  missing: string;
  /** Whether any text may be a signature. */
  isBare?: boolean;
  sign(body: string, more?: { secret?: string; timestamp?: number }): Promise<Sent>;
  /** Replaces the text for the time of signing, and the answer to a text that is not a time. */
  at?: [change: (good: Sent, text: string) => Sent, answer: string];
}

const malformed = (header: string) => `400 The ${header} header is missing or malformed.`;
const sender = (
  source: (typeof SCHEMES)[number],
  header: string,
  more: Partial<Sender> = {},
): Sender => ({
  source,
  header,
  missing: malformed(header),
  sign: (body, more = {}) => sign(source, body, more),
  ...more,
});
const within = (header: string): NonNullable<Sender["at"]> => {
  const key = header.toLowerCase();
  const change = (good: Sent, text: string) => ({
    ...good,
    [key]: String(good[key]).replace(/(ts?=)\d+/, `$1${text}`),
  });
  return [change, malformed(header)];
};
const bare = (header: string) => ({
  isBare: true,
  missing: `400 The ${header} header is missing.`,
});
const STANDARD =
  "400 The webhook-id, webhook-timestamp or webhook-signature header is missing or malformed.";

const SENDERS: Sender[] = [
  sender("standard", "webhook-signature", {
    missing: STANDARD,
    at: [(good, text) => ({ ...good, "webhook-timestamp": text }), STANDARD],
  }),
  sender("stripe", "Stripe-Signature", { at: within("Stripe-Signature") }),
  sender("github", "X-Hub-Signature-256"),
  sender("paddle", "Paddle-Signature", { at: within("Paddle-Signature") }),
  sender("lemonsqueezy", "X-Signature", bare("X-Signature")),
  sender("shopify", "X-Shopify-Hmac-Sha256", bare("X-Shopify-Hmac-Sha256")),
  {
    source: "timed",
    header: "X-Sig",
    missing: malformed("X-Sig"),
    sign: async (body, { secret = "secret", timestamp = seconds() } = {}) => ({
      "x-sig": `v0=${hmac(secret, `${timestamp}.${body}`, "hex")}`,
      "x-time": String(timestamp),
    }),
    at: [
      (good, text) => ({ ...good, "x-time": text }),
      "400 The X-Time header is missing, or not a time in seconds.",
    ],
  },
];

const BODY = JSON.stringify({ id: "evt_1", type: "x", text: "ä € 😀 \ufffd" });
const MISMATCH = "400 The signature does not match.";
const NOT_UTF8 = "400 The body is not valid UTF-8.";
const UNREADABLE = "400 The body is neither a JSON object nor a form.";
const OLD = "400 The request was signed too long ago.";

/** A description, the expected answer, and the request. */
type Try = [what: string, answer: string, body: string | Uint8Array, headers: Sent];

async function tries({ header, missing, isBare, at, ...sender }: Sender): Promise<Try[]> {
  const key = header.toLowerCase();
  const good = await sender.sign(BODY);
  const value = String(good[key]);
  const to = (text: string | string[]) => ({ ...good, [key]: text });
  const nonsense = isBare ? MISMATCH : missing;
  const twice = (name: string) => `400 The ${name} header occurs more than once.`;
  const signed = async (what: string, body: string, more = {}): Promise<Try> => {
    return [what, UNREADABLE, body, { ...(await sender.sign(body)), ...more }];
  };
  const bytes = (text: string) => Buffer.from(text, "latin1");
  const [what, , form, headers] = await signed("a broken form", "a=%zz", {
    "content-type": "application/x-www-form-urlencoded",
  });
  return [
    ["no headers", missing, BODY, {}],
    ["an empty header", missing, BODY, to("")],
    ["a header of spaces", missing, BODY, to("   ")],
    ["a header of 64 KB", missing, BODY, to(`${value},${"x".repeat(64_000)}`)],
    ["nonsense", nonsense, BODY, to("nonsense")],
    ["__proto__", nonsense, BODY, to("__proto__=1")],
    ["half a signature", MISMATCH, BODY, to(value.slice(0, -20))],
    ["a letter less", MISMATCH, BODY, to(value.slice(0, -1))],
    ["a letter more", MISMATCH, BODY, to(`${value}A`)],
    ["more than ASCII", MISMATCH, BODY, to(`${value.slice(0, -1)}\xe9`)],
    ["a header twice", twice(header), BODY, to([value, value])],
    ["two types", twice("Content-Type"), BODY, { ...good, "content-type": ["a/b", "a/c"] }],
    ["another secret", MISMATCH, BODY, await sender.sign(BODY, { secret: OTHER })],
    ["another byte", MISMATCH, BODY.replace("ä", "ö"), good],
    ["a byte more", MISMATCH, `${BODY} `, good],
    ["no body", MISMATCH, "", good],
    ["bytes that are no text", NOT_UTF8, bytes(BODY), good],
    ["bytes that are read as what was signed", NOT_UTF8, replaced(BODY), good],
    await signed("a line break", "\n"),
    await signed("no JSON", "{"),
    await signed("a list", "[1]"),
    await signed("a text", '"x"'),
    await signed("null", "null"),
    await signed("deep", "[".repeat(200_000)),
    [what, "400 The form in the body cannot be read.", form, headers],
    ...(at ? await times(sender, at, good) : []),
  ];
}

/** Another secret that the standard's package also accepts. */
const OTHER = SECRETS.standard.toLowerCase();
/** Has a byte instead of U+FFFD: a reader of the text sees the same. */
const replaced = (text: string) => {
  const [before = "", after = ""] = text.split("\ufffd");
  return Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
};

async function times(
  { source, sign }: Pick<Sender, "source" | "sign">,
  [change, answer]: NonNullable<Sender["at"]>,
  good: Sent,
): Promise<Try[]> {
  const texts = ["", "-1", "NaN", "1e9", "9".repeat(30), "0x10", "1.5", "٣".repeat(3)];
  const latin = (text: string) => Buffer.from(text).toString("latin1");
  const signedAt = (timestamp: number) => sign(BODY, { timestamp });
  return [
    ...texts.map((text): Try => [`the time "${text}"`, answer, BODY, change(good, latin(text))]),
    ["another time", MISMATCH, BODY, change(good, "1700000000")],
    ["1970", OLD, BODY, await signedAt(1)],
    // The table is made when the file is loaded: until they are sent, these only get older.
    ["310 s ago", OLD, BODY, await signedAt(seconds() - 310)],
    ...(source === "standard"
      ? [
          [
            "in an hour",
            "400 The request was signed in the future.",
            BODY,
            await signedAt(seconds() + 3600),
          ] as Try,
        ]
      : []),
  ];
}

const refused = async (one: Sender): Promise<Case> => {
  const list = await tries(one);
  return {
    name: `${one.source}: what is not genuine is refused`,
    async run(driver) {
      const answers = [];
      for (const [what, , body, headers] of list)
        answers.push([what, await post(driver, one.source, body, headers)]);
      return [answers, await statuses(driver, one.source)];
    },
    expected: [list.map(([what, answer]) => [what, answer]), []],
  };
};

const hex = (driver: Driver, source: string, body: string) =>
  post(driver, source, body, { "x-sig": hmac("secret", body, "hex") });
const aged = async (driver: Driver, source: string, age: number) => {
  const body = JSON.stringify({ id: `evt ${age}`, type: "x" });
  return post(driver, source, body, await sign("stripe", body, { timestamp: seconds() - age }));
};

const cases: Case[] = [
  ...(await Promise.all(SENDERS.map(refused))),
  {
    name: "no body, signed",
    run: (driver) => hex(driver, "near", ""),
    expected: UNREADABLE,
  },
  {
    name: "the tolerance is the source's",
    run: async (driver) => [
      await aged(driver, "fresh", 100),
      await aged(driver, "fresh", 210),
      await aged(driver, "fresh", -4000),
      await aged(driver, "ever", 1e9),
    ],
    expected: [STORED, OLD, STORED, STORED],
  },
  {
    name: "a verification of one's own: its API errors are answered, and no other error is",
    async run(driver) {
      const token = (text: string, body: string) =>
        post(driver, "custom", body, { "x-token": text });
      const answers = [
        await token("", "{}"),
        await token("none", "{}"),
        await token("async", "{}"),
        await token("open sesame", "{"),
        await token("open sesame", '{"event":""}'),
        await token("open sesame", "null"),
        await token("open sesame", `{"event":"${"x".repeat(256)}"}`),
      ];
      // Only the name of an error is compared, because the engines word errors differently.
      const reasons = (await driver.logs()).flatMap(
        ({ message }) => message.match(/custom: verify refused a request: ([^:]*)/)?.[1] ?? [],
      );
      return [answers, reasons, await statuses(driver, "custom")];
    },
    expected: [
      [
        "401 Wrong token.",
        ...Array(3).fill("400 The request could not be verified."),
        "400 The event has no id.",
        "400 The request could not be verified.",
        "400 The event's id and type have 255 characters at most.",
      ],
      ["it returned nothing", "TypeError", "SyntaxError", "it returned nothing"],
      [],
    ],
  },
  {
    name: "a payload of verify that JSON cannot hold",
    async run(driver) {
      const answers = [];
      for (const text of ["cycle", "big", "call"]) answers.push(await post(driver, "unsaid", text));
      const reasons = (await driver.logs()).flatMap(
        ({ message }) =>
          message.match(/unsaid: verify refused a request: (.*?hold it):/)?.[1] ?? [],
      );
      return [answers, reasons, await statuses(driver, "unsaid")];
    },
    expected: [
      Array(3).fill("400 The request could not be verified."),
      Array(3).fill("TypeError: Its payload is stored as JSON, which cannot hold it"),
      [],
    ],
  },
  {
    name: "other addresses, whatever a proxy's header says",
    async run(driver) {
      const forged = { "x-forwarded-for": "3.18.12.63", "x-sig": hmac("secret", BODY, "hex") };
      const answers = [
        await hex(driver, "near", BODY),
        await hex(driver, "far", BODY),
        await post(driver, "far", BODY, forged),
      ];
      return [answers, await statuses(driver, "far")];
    },
    expected: [[STORED, ...Array(2).fill("403 This address may not send to this webhook.")], []],
  },
  {
    name: "too many requests: refused ones and genuine ones have a count each",
    async run(driver) {
      const answers = [];
      for (let i = 0; i < 5; i++) answers.push(await post(driver, "rare", BODY));
      for (const id of [1, 2, 3, 4])
        answers.push(await hex(driver, "rare", JSON.stringify({ id })));
      return [answers, (await statuses(driver, "rare")).length];
    },
    expected: [
      [
        ...Array(3).fill(malformed("X-Sig")),
        ...Array(2).fill("429 Too many requests. Send this one again later."),
        ...Array(3).fill(STORED),
        "429 Too many requests. Send this one again later.",
      ],
      3,
    ],
  },
  {
    name: "too many bytes",
    async run(driver) {
      const text = (length: number) => JSON.stringify({ id: "x".repeat(length - 9) });
      return [
        await hex(driver, "small", text(100)),
        await hex(driver, "small", text(101)),
        await hex(driver, "small", text(10_000)),
      ];
    },
    expected: [STORED, ...Array(2).fill("413 Request entity too large.")],
  },
  {
    name: "other methods and other names",
    async run(driver) {
      const answers = [];
      for (const [method, name] of [
        ...["GET", "PUT", "PATCH", "DELETE"].map((method) => [method, "stripe"]),
        ...["POST", "GET", "PUT"].map((method) => [method, "nope"]),
        ["POST", "toString"],
        ["GET", "__proto__"],
        ["POST", "Stripe"],
        ["POST", "stripe/more"],
        ["POST", ""],
      ] as [string, string][]) {
        const { body } = await driver.request(method, `/api/bundle/receive/${name}`);
        answers.push(body);
      }
      return answers;
    },
    expected: [
      ...Array(4).fill({ data: {}, message: "Webhooks must be sent by POST.", status: 405 }),
      ...Array(8).fill({ data: {}, message: "The requested resource wasn't found.", status: 404 }),
    ],
  },
];

testOnBoth(setupOf([{ sources, cases }]), cases);
