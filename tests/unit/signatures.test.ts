// Tests the parsers of signature headers with random input. (Signed requests are verified inside of
// the server.)
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import {
  github,
  hmac,
  isStandardSecret,
  lemonsqueezy,
  paddle,
  type Scheme,
  shopify,
  standard,
  stripe,
  verify,
} from "../../src/lib/signatures/index.ts";
import { anyText } from "./texts.ts";

/** `FUZZ_RUNS=1000000` makes a long run. The number is for all schemes together. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 20_000);

vi.stubGlobal("$security", {
  hs256: (text: string, key: string) => createHmac("sha256", key).update(text).digest("hex"),
  sha256: (text: string) => createHash("sha256").update(text).digest("hex"),
  equal: (a: string, b: string) =>
    Buffer.byteLength(a) === Buffer.byteLength(b) &&
    timingSafeEqual(Buffer.from(a), Buffer.from(b)),
});

const timed = hmac({ header: "X-Sig", timestamp: "X-Time", prefix: "v0=", encoding: "base64" });
const SCHEMES: Record<string, [Scheme, ...headers: string[]]> = {
  standard: [standard, "webhook-id", "webhook-timestamp", "webhook-signature"],
  stripe: [stripe, "Stripe-Signature"],
  github: [github, "X-Hub-Signature-256"],
  paddle: [paddle, "Paddle-Signature"],
  lemonsqueezy: [lemonsqueezy, "X-Signature"],
  shopify: [shopify, "X-Shopify-Hmac-Sha256"],
  hmac: [timed, "X-Sig", "X-Time"],
};

const digits = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom("-1", "1e3", "NaN", "0x1", "١٢", "99999999999999999999", "1.5", " 1", "+1", ""),
);
const piece = fc.oneof(
  fc.constantFrom("t=", "ts=", "v1=", "h1=", "v1,", "v0=", "sha256=", ",", ";", " ", "=", "whsec_"),
  digits,
  anyText({ maxLength: 12 }),
  fc.stringMatching(/^[0-9a-f]{64}$/),
  fc.base64String({ maxLength: 48 }),
);
const header = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  digits,
  fc.constantFrom("__proto__", "x".repeat(5000), `t=1,v1=${"a".repeat(64)},`.repeat(100)),
);

it.each(Object.entries(SCHEMES))(
  "%s refuses all that is not signed",
  (_name, [scheme, ...names]) => {
    const headers = fc.tuple(...names.map(() => header));
    fc.assert(
      fc.property(headers, fc.string({ maxLength: 40 }), (values, body) => {
        const request = { header: (name: string) => values[names.indexOf(name)] ?? "", body };
        const refusal = verify(scheme, request, { secrets: ["whsec_AAAA"], now: 1_000_000 });
        expect(refusal).toMatch(/^The .{10,100}\.$/);
        const claim = scheme.read(request);
        if (typeof claim === "string" || claim.timestamp === undefined) return;
        expect(claim.timestamp).toBeGreaterThanOrEqual(0);
        expect(claim.timestamp).toBeLessThan(1e12);
      }),
      { numRuns: Math.ceil(RUNS / Object.keys(SCHEMES).length) },
    );
  },
  120_000,
);

it("a doubled timestamp is refused, and not the first or the last one taken", () => {
  for (const [scheme, name, value] of [
    [stripe, "Stripe-Signature", "t=1,t=2,v1=a"],
    [paddle, "Paddle-Signature", "ts=1;ts=2;h1=a"],
  ] as const) {
    expect(scheme.read({ header: (n) => (n === name ? value : ""), body: "" })).toMatch(
      /malformed/,
    );
  }
});

it.each([
  ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true],
  ["v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true],
  ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true],
  [`whsec_${Buffer.alloc(64).toString("base64")}`, true],
  [`whsec_${Buffer.alloc(64).toString("base64").replace(/=+/, "")}`, true],
  [`whsec_${Buffer.alloc(65).toString("base64")}`, false],
  [`whsec_${Buffer.alloc(23).toString("base64")}`, false],
  ["polar_whs_abcdefghijklmnopqrstuvwxyz", false],
  ["whsec_", false],
])("%s is a secret of the standard: %s", (secret, expected) => {
  expect(isStandardSecret(secret)).toBe(expected);
});

it.each([
  [299, undefined],
  [300, undefined],
  [301, "The request was signed too long ago."],
])("what was signed %i s ago", (age, refusal) => {
  const [now, body] = [1_000_000, "{}"];
  const signature = createHmac("sha256", "whsec")
    .update(`${now - age}.${body}`)
    .digest("hex");
  const header = () => `t=${now - age},v1=${signature}`;
  expect(verify(stripe, { header, body }, { secrets: ["whsec"], now })).toBe(refusal);
});
