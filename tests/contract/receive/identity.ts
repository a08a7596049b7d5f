// What makes a delivery a repeat: never the id of the thing that it is about, unless the config says
// so. Ids are compared as they were received, and handlers can read them.
import { createHash } from "node:crypto";
import { expect } from "vitest";
import { hmac } from "../../senders.ts";
import type { Case } from "../cases.ts";
import type { Driver } from "../drivers.ts";
import { edit, post, REPEATED, rows, STORED, sign, stored, type Table, told } from "./webhooks.ts";

const sources = `(() => {
const signed = { scheme: "hmac", secret: "secret", hmac: { header: "X-Sig" } };
const github = { scheme: "github", secret: secrets.github };
const on = (tag) => ({ on: { "*": say(tag) } });
const text = (tag) => ({ on: { "*": (event, ctx) => print(tag, [ctx.text, event]) } });
return {
  things: { ...signed, ...on("things") },
  header: { ...signed, identity: { header: "X-Delivery" }, ...on("header") },
  inside: { ...signed, identity: { body: "data.0.id" }, ...on("inside") },
  own: { ...signed, identity: { body: "toString" }, ...on("own") },
  each: { ...github, identity: "none", ...on("each") },
  hashed: { ...github, identity: "hash", ...on("hashed") },
  both: { ...signed, identity: "none", ...on("both"),
    identify: (event) => event.no ? { id: event.no } : { type: "x", event: 5, tyype: "x" } },
  absent: { ...signed, ...on("absent"), identify: ({ id }) => ({ id: id ?? null, type: undefined }) },
  "absent-each": { ...signed, identity: { body: "no" }, ...on("each"), identify: () => ({ id: undefined }) },
  notices: { ...on("notices"), verify: (request) => {
    const id = request.text().slice(3);
    return { id, kind: "x", type: "payment", payload: { id } };
  } },
  numbered: { ...on("numbered"), identity: { body: "no" }, verify: (request) =>
    ({ type: "x", payload: JSON.parse(request.text()) }) },
  rounded: { ...on("rounded"), verify: (request) => ({ type: "x", event: JSON.parse(request.text()).id }) },
  raw: { ...signed, ...text("raw") },
  "raw-notices": { verify: () => ({ type: "x" }), ...text("raw_notices") },
  retried: { ...signed, on: { "*": (event, ctx) => {
    if (ctx.job.attempt < 2) throw ctx.retryIn(0);
    print("retried", ctx.text);
  } } },
};
})()`;

const sent = (driver: Driver, source: string, body: string, more = {}) =>
  post(driver, source, body, { "x-sig": hmac("secret", body, "hex"), ...more });
const pushed = async (driver: Driver, source: string, body: string, id: string) =>
  post(driver, source, body, await sign("github", body, { id }));
const events = async (driver: Driver, tag: string) => {
  await driver.settle();
  return (await told(driver, tag)).map(({ event }) => event);
};
const noId = (place: string) => `400 The event has no id: ${place} is empty or missing.`;

const cases: Case[] = [
  {
    name: "two events of one thing are handled; the same body again is a repeat",
    async run(driver) {
      const order = (status: string) => JSON.stringify({ id: 42, event_id: 42, status });
      const answers = [
        await sent(driver, "things", order("pending")),
        await sent(driver, "things", order("completed")),
        await sent(driver, "things", order("pending")),
      ];
      const states = (await events(driver, "things")).map(({ status }) => status);
      const ids = (await rows(driver, "things")).map(([id]) => id);
      return [answers, states, ids];
    },
    expected: [
      [STORED, STORED, REPEATED],
      ["pending", "completed"],
      ["pending", "completed"].map((status) =>
        createHash("sha256")
          .update(JSON.stringify({ id: 42, event_id: 42, status }))
          .digest("hex"),
      ),
    ],
  },
  {
    name: "identity: a header of the delivery",
    run: async (driver) => [
      await sent(driver, "header", "{}", { "x-delivery": "d1" }),
      await sent(driver, "header", "{}", { "x-delivery": "d2" }),
      await sent(driver, "header", '{"more":1}', { "x-delivery": "d1" }),
      await sent(driver, "header", "{}"),
      await sent(driver, "header", "{}", { "x-delivery": ["d3", "d4"] }),
      (await rows(driver, "header")).map(([id]) => id),
    ],
    expected: [
      STORED,
      STORED,
      REPEATED,
      noId("the X-Delivery header"),
      "400 The X-Delivery header occurs more than once.",
      ["d1", "d2"],
    ],
  },
  {
    name: "identity: a place in the body, compared as the text that was received",
    async run(driver) {
      const id = (text: string, more = "") => `{"data":[{"id":${text}}]${more}}`;
      const answers = [];
      for (const body of [
        id("9123456789654320"),
        id("9123456789654321"),
        id("9123456789654321", ',"again":true'),
        id('"9123456789654321"', ',"as":"text"'),
        id("-9123456789654321"),
        id("7"),
        id("0"),
        id('""'),
        id("null"),
        id("{}"),
        "{}",
      ])
        answers.push(await sent(driver, "inside", body));
      answers.push(await sent(driver, "own", "{}"));
      return [answers, (await rows(driver, "inside")).map(([known]) => known)];
    },
    expected: [
      [
        ...[STORED, STORED, REPEATED, REPEATED, STORED, STORED, STORED],
        ...Array(4).fill(noId('"data.0.id" of the body')),
        noId('"toString" of the body'),
      ],
      ["9123456789654320", "9123456789654321", "-9123456789654321", "7", "0"],
    ],
  },
  {
    name: "identity: none handles each delivery, and each has an id and a key",
    async run(driver) {
      const answers = [
        await pushed(driver, "each", "{}", "guid-1"),
        await pushed(driver, "each", "{}", "guid-1"),
      ];
      await driver.settle();
      const ids = new Set((await told(driver, "each")).map(({ of }) => of.key));
      return [answers, ids.size];
    },
    expected: [[STORED, STORED], 2],
  },
  {
    name: "identity: hash does not believe an id that is not signed",
    run: async (driver) => [
      await pushed(driver, "hashed", "{}", "guid-1"),
      await pushed(driver, "hashed", "{}", "guid-2"),
      await pushed(driver, "hashed", "{ }", "guid-1"),
    ],
    expected: [STORED, REPEATED, STORED],
  },
  {
    name: "an id that identify returns counts before identity; a word without effect is a warning",
    async run(driver) {
      const answers = [];
      for (const body of ['{"no":1}', '{"no":1,"again":true}', "{}", "{}"])
        answers.push(await sent(driver, "both", body));
      const said = (await driver.logs()).map(({ message }) => message);
      return [answers, said.filter((message) => message.startsWith("receive.both:"))];
    },
    expected: [
      [STORED, REPEATED, STORED, STORED],
      [
        `receive.both: identify returned "event", which has no effect. Return the event's id as "id".`,
        'receive.both: identify returned "tyype", which has no effect. Unknown key "tyype". Did you mean "type"? Known: id, type, at.',
      ],
    ],
  },
  {
    name: "what identify returns as undefined or null counts as left out",
    async run(driver) {
      const answers = [];
      for (const body of ['{"id":1}', '{"id":1,"again":true}', '{"type":"x"}', '{"type":"x"}'])
        answers.push(await sent(driver, "absent", body));
      for (const body of ['{"no":1}', '{"no":1,"again":true}', "{}"])
        answers.push(await sent(driver, "absent-each", body));
      await driver.settle();
      return [answers, (await rows(driver, "absent")).map(([, type]) => type)];
    },
    expected: [
      [STORED, REPEATED, STORED, REPEATED, STORED, REPEATED, noId('"no" of the body')],
      ["", "x"],
    ],
  },
  {
    name: "verify: equal notices are both handled, and an id of the thing is a warning",
    async run(driver) {
      const answers = [
        await post(driver, "notices", "id=tr_1"),
        await post(driver, "notices", "id=tr_1"),
      ];
      const said = (await driver.logs()).map(({ message }) => message);
      const warnings = said.filter((message) => message.startsWith("receive.notices:"));
      return [answers, await events(driver, "notices"), warnings];
    },
    expected: [
      [STORED, STORED],
      [{ id: "tr_1" }, { id: "tr_1" }],
      [
        expect.stringMatching(/^receive\.notices: verify returned "id".* return it as "event"/),
        expect.stringMatching(/^receive\.notices: verify returned "kind".*no effect.*Known: event/),
      ],
    ],
  },
  {
    name: "verify: identity is read from what it returns as the payload",
    run: async (driver) => [
      await post(driver, "numbered", '{"no":5}'),
      await post(driver, "numbered", '{"no":5,"more":1}'),
      await post(driver, "numbered", '{"no":9123456789654321}'),
      await post(driver, "numbered", "{}"),
    ],
    expected: [
      STORED,
      REPEATED,
      "400 The event's id or type is a number beyond 2^53 and has been rounded.",
      noId('"no" of the body'),
    ],
  },
  {
    name: "verify: an id that JSON.parse has rounded is refused, since it may be another's",
    async run(driver) {
      const answers = [
        await post(driver, "rounded", '{"id":9123456789654321}'),
        await post(driver, "rounded", '{"id":9007199254740991}'),
      ];
      const said = (await driver.logs()).map(({ message }) => message);
      return [answers, said.filter((message) => message.includes("/rounded: "))];
    },
    expected: [
      ["400 The event's id or type is a number beyond 2^53 and has been rounded.", STORED],
      [expect.stringMatching(/rounded.*Return the text of its digits/)],
    ],
  },
  {
    name: "ctx.text is the body as it was received; large whole numbers are their digits",
    async run(driver) {
      const body = `{"record":{"id":9123456789654323,"sum":-12345678901234567890},
        "text":"[9123456789654323, \\"9123456789654323,\\\\", "float":0.1234567890123456789, "e":1e40,
        "list":[9007199254740991,9007199254740992],"n":7 }`;
      const form = "id=9123456789654323&name=%C3%A4";
      await sent(driver, "raw", body);
      await sent(driver, "raw", form, { "content-type": "application/x-www-form-urlencoded" });
      await post(driver, "raw-notices", "no JSON \ud83d\ude00");
      await sent(driver, "retried", ' {"id": 9123456789654323 }');
      await driver.settle();
      const raw = await told(driver, "raw");
      return [
        raw.map(([text]) => text === body || text),
        raw.map(([, event]) => event),
        await told(driver, "raw_notices"),
        await told(driver, "retried"),
      ];
    },
    expected: [
      [true, "id=9123456789654323&name=%C3%A4"],
      [
        {
          record: { id: "9123456789654323", sum: "-12345678901234567890" },
          text: '[9123456789654323, "9123456789654323,\\',
          float: expect.closeTo(0.123456789012),
          e: 1e40,
          list: [9007199254740991, "9007199254740992"],
          n: 7,
        },
        { id: "9123456789654323", name: "ä" },
      ],
      [["no JSON \ud83d\ude00", null]],
      [' {"id": 9123456789654323 }'],
    ],
  },
  {
    name: "an event that is run again by hand has the text and the digits that were received",
    async run(driver) {
      const body = '{"id": 9123456789654323}';
      const answer = await sent(driver, "raw", body);
      await driver.settle();
      await told(driver, "raw");
      const event = (await stored(driver, "raw")).at(-1)?.event ?? "";
      const status = await edit(driver, "raw", event, { status: "queued" });
      return [answer, status, await told(driver, "raw")];
    },
    expected: [STORED, 200, [['{"id": 9123456789654323}', { id: "9123456789654323" }]]],
  },
];

export const identities: Table = { sources, cases };
