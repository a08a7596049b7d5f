// Webhooks as their senders sign them, from the request to the handler.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { type Headers, hmac, type SenderName, seconds } from "../../senders.ts";
import type { Case } from "../cases.ts";
import type { Driver } from "../drivers.ts";
import { post, REPEATED, rows, SCHEMES, STORED, sign, type Table, told } from "./webhooks.ts";

const KEY = Buffer.from([0, 255, 128, 10, 61]);
const sources = `{
  ${SCHEMES.map((name) => `${name}: { secret: secrets.${name}, on: { "*": say("${name}") } },`).join("\n")}
  polar: { scheme: "standard", key: "text", secret: "polar_whs_ä", on: { "*": say("polar") } },
  hex: { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig" }, on: { "*": say("hex") } },
  base64: { scheme: "hmac", secret: "${KEY.toString("base64")}", hmac: { header: "X-Sig", prefix: "v1=", encoding: "base64", key: "base64" }, on: { "*": say("base64") } },
  slack: { scheme: "hmac", secret: "secret", hmac: { header: "X-Slack-Signature", prefix: "v0=", timestamp: "X-Slack-Request-Timestamp", template: "v0:{timestamp}:{body}" },
    identify: (event, request) => ({ id: event.trigger_id, type: event.command, at: Number(request.header("X-At")) }), on: { "*": say("slack") } },
  custom: { on: { "*": say("custom") }, verify: (request, ctx) => {
    if (request.header("X-Token") !== "open sesame") throw new UnauthorizedError("Wrong token.");
    const { uuid, kind, value } = JSON.parse(request.text());
    return uuid ? { event: uuid, type: kind, payload: { value }, at: 1700000000 } : undefined;
  } },
  made: { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig" }, on: { "*": say("made") } },
  rotating: { scheme: "stripe", secret: ["whsec_older", "whsec_newer"], on: { "*": () => {} } },
  pings: { scheme: "github", secret: "secret", on: { ping: say("ping") } },
  forms: { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig" }, on: { "*": say("forms") } },
  "github-forms": { scheme: "github", secret: "secret", on: { "*": say("github_forms") } },
}`;

const START = seconds();
const TEST_EVENT = JSON.stringify({ id: "evt_00000000000000", type: "invoice.paid" });
const TIME = "2026-08-21T11:57:47.390028Z";
const AT = TIME.replace("T", " ");
const FIELDS = "event=lead&name=J%C3%B6rg+M&x=a%3Db=c&&empty&name=last+wins";
const FORM = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
const digest = (body: string) => createHash("sha256").update(body).digest("hex");

interface Delivery {
  source: string;
  event: Record<string, unknown>;
  headers(body: string): Headers | Promise<Headers>;
  /** The id of the event; the hash of its body where the sender has no id. */
  id?: string;
  type: string;
  at?: string;
  test?: boolean;
  /** The event that the handler gets, where it differs from the sent one. */
  payload?(sent: object): object;
}

const signed =
  (scheme: SenderName, more: Headers = {}) =>
  async (body: string) => ({
    ...(await sign(scheme, body)),
    ...more,
  });

const DELIVERIES: Delivery[] = [
  {
    source: "standard",
    event: { type: "user.created", timestamp: TIME },
    headers: signed("standard"),
    id: "msg_1",
    type: "user.created",
    at: AT,
  },
  {
    source: "stripe",
    event: { id: "evt_1", type: "invoice.paid", created: 1_700_000_000, livemode: false },
    headers: signed("stripe"),
    id: "evt_1",
    type: "invoice.paid",
    at: "2023-11-14 22:13:20.000000Z",
    test: true,
  },
  {
    source: "github",
    event: { ref: "refs/heads/main" },
    headers: signed("github"),
    id: "guid-1",
    type: "push",
  },
  {
    source: "paddle",
    event: { event_id: "evt_p", event_type: "transaction.paid", occurred_at: TIME },
    headers: signed("paddle"),
    id: "evt_p",
    type: "transaction.paid",
    at: AT,
  },
  {
    source: "lemonsqueezy",
    event: {
      meta: { event_name: "order_created", test_mode: true },
      data: { attributes: { updated_at: TIME } },
    },
    headers: signed("lemonsqueezy"),
    type: "order_created",
    at: AT,
    test: true,
  },
  {
    source: "shopify",
    event: { id: 820982911946154500, updated_at: TIME },
    headers: signed("shopify", { "x-shopify-test": "true" }),
    // A number that JavaScript cannot hold exactly is the text of its digits.
    payload: (sent) => ({ ...sent, id: "820982911946154500" }),
    id: "webhook-1",
    type: "orders/create",
    at: AT,
    test: true,
  },
  {
    source: "polar",
    event: { type: "order.paid", timestamp: TIME },
    headers: (body) => {
      const time = String(seconds());
      const signature = hmac("polar_whs_ä", `id.${time}.${body}`, "base64");
      return {
        "svix-id": "id",
        "svix-timestamp": time,
        "svix-signature": `v1,AAAA v1,${signature} v2,BBBB`,
      };
    },
    id: "id",
    type: "order.paid",
    at: AT,
  },
  {
    source: "hex",
    event: { id: 17, event: "made", created_at: TIME },
    headers: (body) => ({ "x-sig": hmac("secret", body, "hex").toUpperCase() }),
    type: "made",
    at: AT,
  },
  {
    // Without a type, the body is the thing itself, and this is when the thing was created.
    source: "made",
    event: { id: 42, created_at: TIME },
    headers: (body) => ({ "x-sig": hmac("secret", body, "hex") }),
    type: "",
  },
  {
    source: "base64",
    event: { event_type: "made" },
    headers: (body) => ({ "x-sig": `  v1=${hmac(KEY, body, "base64")} ` }),
    type: "made",
  },
  {
    source: "slack",
    event: { trigger_id: "t1", command: "/deploy" },
    headers: (body) => {
      const time = String(seconds());
      return {
        "x-slack-signature": `v0=${hmac("secret", `v0:${time}:${body}`, "hex")}`,
        "x-slack-request-timestamp": time,
        "x-at": "1700000000",
      };
    },
    id: "t1",
    type: "/deploy",
    at: "2023-11-14 22:13:20.000000Z",
  },
  {
    source: "custom",
    event: { uuid: "u1", kind: "made", value: 5 },
    headers: () => ({ "x-token": "open sesame" }),
    id: "u1",
    type: "made",
    at: "2023-11-14 22:13:20.000000Z",
    payload: () => ({ value: 5 }),
  },
];

/** The event is sent twice, and the second one does nothing. */
const delivered = ({ source, event, headers, type, at, test = false, ...one }: Delivery): Case => {
  const sent = { ...event, text: "ä € 😀 $& \ufffd" };
  const body = JSON.stringify(sent, null, 2);
  const id = one.id ?? digest(body);
  return {
    name: `${source}: stored, answered, and handled once`,
    async run(driver) {
      const answers = [];
      for (let i = 0; i < 2; i++)
        answers.push(await post(driver, source, body, await headers(body)));
      await driver.settle();
      answers.push(await post(driver, source, body, await headers(body)));
      await driver.settle();
      const said = (await told(driver, source)).map(({ of, ...rest }) => {
        const { at, ...known } = of;
        return { ...known, ...rest, at: at.replace("T", " ") };
      });
      const found = await rows(driver, source);
      return { answers, found, said: said.map((line) => (at ? line : { ...line, at: "now" })) };
    },
    expected: {
      answers: [STORED, REPEATED, REPEATED],
      found: [[id, type, "done", test, at ?? "now"]],
      said: [
        {
          source,
          id,
          type,
          at: at ?? "now",
          test,
          key: `${source}/${id}`,
          event: one.payload?.(sent) ?? sent,
          attempt: 1,
        },
      ],
    },
  };
};

const rotated = async (driver: Driver, secret: string) => {
  const body = JSON.stringify({ id: secret, type: "x" });
  return post(driver, "rotating", body, await sign("stripe", body, { secret }));
};

const cases: Case[] = [
  ...DELIVERIES.map(delivered),
  {
    name: "any secret of a list will do",
    run: async (driver) => [
      await rotated(driver, "whsec_older"),
      await rotated(driver, "whsec_newer"),
      await rotated(driver, "whsec_none"),
    ],
    expected: [STORED, STORED, "400 The signature does not match."],
  },
  {
    name: "GitHub's ping is for a handler of its own only",
    async run(driver) {
      const body = JSON.stringify({ zen: "Keep it logically awesome." });
      const ping = { "x-github-event": "ping" };
      const headers = async (more: object) => ({
        ...(await sign("github", body, { id: "ping-1", ...more })),
        ...ping,
      });
      const answers = [
        await post(driver, "github", body, await headers({})),
        await post(driver, "pings", body, await headers({ secret: "secret" })),
      ];
      await driver.settle();
      const found = [...(await rows(driver, "github")).slice(1), ...(await rows(driver, "pings"))];
      return [answers, found, (await told(driver, "github")).length, await told(driver, "ping")];
    },
    expected: [
      [STORED, STORED],
      [
        ["ping-1", "ping", "ignored", false, "now"],
        ["ping-1", "ping", "done", false, "now"],
      ],
      0,
      [
        {
          event: { zen: "Keep it logically awesome." },
          of: {
            source: "pings",
            id: "ping-1",
            type: "ping",
            test: false,
            key: "pings/ping-1",
            at: expect.any(String),
          },
          attempt: 1,
        },
      ],
    ],
  },
  {
    name: "Stripe's test events of the dashboard have one id, and are handled each time",
    async run(driver) {
      const body = TEST_EVENT;
      const answers = [];
      for (const age of [20, 10, 10]) {
        const headers = await sign("stripe", body, { timestamp: START - age });
        answers.push(await post(driver, "stripe", body, headers));
        // The same signature in other bytes is the same delivery.
        const { "stripe-signature": header = "" } = headers as Record<string, string>;
        for (const other of [header.split(",").reverse().join(","), `x=${age},${header}`]) {
          answers.push(await post(driver, "stripe", body, { "stripe-signature": other }));
        }
      }
      await driver.settle();
      const ran = (await told(driver, "stripe")).map(({ of }) => of.id);
      return [answers, ran];
    },
    expected: [
      [STORED, REPEATED, REPEATED, STORED, ...Array(5).fill(REPEATED)],
      [20, 10].map((age) => `evt_00000000000000 ${digest(`${START - age}.${TEST_EVENT}`)}`),
    ],
  },
  {
    name: "a form is an event, with the last value of a repeated field",
    async run(driver) {
      const headers = { ...FORM, "x-sig": hmac("secret", FIELDS, "hex") };
      const answers = [
        await post(driver, "forms", FIELDS, headers),
        await post(driver, "forms", FIELDS, headers),
      ];
      await driver.settle();
      const said = (await told(driver, "forms")).map(({ event }) => event);
      return [answers, await rows(driver, "forms"), said];
    },
    expected: [
      [STORED, REPEATED],
      [[digest(FIELDS), "lead", "done", false, "now"]],
      [{ event: "lead", name: "last wins", x: "a=b=c", empty: "" }],
    ],
  },
  {
    name: "GitHub's forms have their JSON in a field",
    async run(driver) {
      const body = `payload=${encodeURIComponent('{"ref":"ä+b"}')}`;
      const headers = { ...(await sign("github", body, { secret: "secret" })), ...FORM };
      const answer = await post(driver, "github-forms", body, headers);
      await driver.settle();
      return [answer, (await told(driver, "github_forms")).map(({ event }) => event)];
    },
    expected: [STORED, [{ ref: "ä+b" }]],
  },
];

export const deliveries: Table = { sources, cases };
