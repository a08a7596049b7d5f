// Tests the parts of receive that need no app. (tests/contract/receive*.test.ts tests the whole on
// a mocked app.)
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isAmong, prefixOf } from "../../src/extensions/receive/addresses.ts";
import { parseExactly } from "../../src/extensions/receive/exact-json.ts";
import { handlerFor } from "../../src/extensions/receive/handlers.ts";
import { momentOf, orderOf } from "../../src/extensions/receive/moment.ts";
import { senderOf } from "../../src/extensions/receive/senders.ts";
import { stripeObjects } from "../../src/extensions/receive/sync/stripe.ts";

describe("JSON with large numbers", () => {
  it("is otherwise what JSON.parse makes of it", () => {
    const whole = fc.maxSafeInteger();
    const value = fc.jsonValue().chain((one) => whole.map((n) => ({ one, n, list: [n, -n] })));
    fc.assert(
      fc.property(value, (one) => {
        const small = (_key: string, it: unknown) =>
          typeof it === "number" && Math.abs(it) > Number.MAX_SAFE_INTEGER ? it % 1000 : it;
        const json = JSON.stringify(one, small, 1);
        expect(parseExactly(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it("keeps all digits of whole numbers, and leaves texts alone", () => {
    const digits = fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }).map(String);
    fc.assert(
      fc.property(digits, fc.string(), fc.constantFrom("", " ", "\n"), (id, text, space) => {
        const around = `[${id}, "${id}", {`;
        const json = `{${space}"id":${space}${id}${space},"minus":-${id},"list":[1,${id}],"text":${JSON.stringify(text + around)}}`;
        const expected = { id, minus: `-${id}`, list: [1, id], text: text + around };
        expect(parseExactly(json)).toEqual(expected);
      }),
    );
  });

  it.each(["", "{", "[1,]", '{"a":12345678901234567,}', "012345678901234567"])(
    "refuses what is no JSON: %s",
    (json) => expect(() => parseExactly(json)).toThrow(SyntaxError),
  );
});

describe("an event and the thing that it is about", () => {
  it("hmac: the id and the time of the thing are not the event's", () => {
    vi.stubGlobal("$security", { sha256: (body: string) => `hash of ${body}` });
    const identify = (event: object) =>
      senderOf("hmac", { secret: "", hmac: { header: "x" } }).identify(event, {
        header: () => "",
        body: "b",
      });
    const thing = { id: 42, event_id: 43, created_at: "2026-01-01T00:00:00Z" };
    expect(identify(thing)).toEqual({ id: "hash of b", type: undefined, at: undefined });
    expect(identify({ ...thing, type: "x" })).toMatchObject({ at: thing.created_at });
    vi.unstubAllGlobals();
  });

  it("stripe: null is a value of a subscription, and none of a payment", () => {
    const read = (type: string, object: object) => stripeObjects({ type, data: { object } });
    const { subscriptions } = read("customer.subscription.updated", {
      id: "sub_1",
      canceled_at: null,
    });
    expect(subscriptions).toEqual({ id: "sub_1", canceled_at: null });
    const { payments } = read("invoice.paid", { id: "in_1", customer_email: null });
    expect(payments).toEqual({ id: "in_1", status: "paid" });
  });
});

describe("the handler of a type", () => {
  const names = ["invoice.paid", "invoice.*", "inv*", "toString"];
  const on = Object.fromEntries(names.map((name) => [name, () => {}]));
  const nameFor = (type: string, all = on) =>
    Object.entries(all).find(
      ([, one]) => one === handlerFor("github", { on: all, secret: "" }, type),
    )?.[0];

  it.each([
    ["invoice.paid", "invoice.paid"],
    ["invoice.voided", "invoice.*"],
    ["invoice.", "invoice.*"],
    ["inventory", "inv*"],
    ["charge.failed", undefined],
    ["toString", "toString"],
    ["valueOf", undefined],
    ["__proto__", undefined],
    ["", undefined],
  ])("%s: %s", (type, expected) => expect(nameFor(type)).toBe(expected));

  it("of everything, except a ping", () => {
    const all = { "*": () => {} };
    expect([nameFor("", all), nameFor("x", all), nameFor("ping", all)]).toEqual([
      "*",
      "*",
      undefined,
    ]);
    expect(nameFor("ping", { ...all, ping: () => {} })).toBe("ping");
  });
});

describe("moments", () => {
  it.each<[unknown, string | undefined]>([
    [1_700_000_000, "2023-11-14 22:13:20.000000Z"],
    [1_700_000_000_123, "2023-11-14 22:13:20.123000Z"],
    ["2023-08-21T11:57:47.390028Z", "2023-08-21 11:57:47.390028Z"],
    ["2023-08-21T11:57:47.123456789Z", "2023-08-21 11:57:47.123456Z"],
    ["2023-08-21T11:57:47+02:00", "2023-08-21 09:57:47.000000Z"],
    ["2023-08-21 11:57:47.1", "2023-08-21 11:57:47.100000Z"],
    ["2023-08-21", undefined],
    ["2023-13-45T99:00:00Z", undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [1e300, undefined],
    [null, undefined],
    [{}, undefined],
  ])("%s: %s", (value, expected) => expect(momentOf(value)).toBe(expected));

  it("sort as texts as they do as times", () => {
    const time = fc.integer({ min: 0, max: 4e9 }).map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [one = "", two = ""] = [a, b].map((t) => momentOf(new Date(t).toISOString()));
        expect(Math.sign(a - b)).toBe(one < two ? -1 : one > two ? 1 : 0);
      }),
    );
  });

  it("within one second: created comes first, deleted last, the others by arrival", () => {
    const events: [type: string, place: number][] = [
      ["customer.subscription.deleted", 1],
      ["customer.subscription.updated", 12],
      ["customer.subscription.updated", 3],
      ["customer.subscription.created", 4],
      ["order_created", 5],
    ];
    const at = "2023-11-14 22:13:20.000000Z";
    const order = ([type, place]: (typeof events)[number]) => orderOf({ at, type, place });
    const sorted = events.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    expect(sorted.map(([, place]) => place)).toEqual([4, 5, 3, 12, 1]);
  });
});

describe("addresses", () => {
  it.each([
    ["3.18.12.63", "3.18.12.63", true],
    ["3.18.12.63", "3.18.12.64", false],
    ["10.1.2.3", "10.0.0.0/8", true],
    ["11.1.2.3", "10.0.0.0/8", false],
    ["10.1.2.3", "0.0.0.0/0", true],
    ["::ffff:10.1.2.3", "10.0.0.0/8", true],
    ["2001:db8::1", "2001:db8::/32", true],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["::1", "0.0.0.0/0", false],
    ["10.1.2.3", "::/0", true],
    ["", "0.0.0.0/0", false],
    ["nonsense", "10.0.0.0/8", false],
  ])("%s in %s: %s", (address, range, expected) => {
    expect(isAmong(address, [range])).toBe(expected);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "1.2.3.4/33",
    "1.2.3.4/-1",
    "1.2.3.4/",
    "1.2.3.4/8/8",
    "::1::",
    ":::",
    "1:2:3",
    "::/129",
    "12345::",
    "g::",
    "1:2:3:4:5:6:7:8:9",
    "1.2.3.4/1e1",
  ])("%s is none", (range) => expect(prefixOf(range)).toBeUndefined());
});
