// Tests what routes of the config answer: what JSON.stringify would write, or a 500 that is logged.
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Case, testOnBoth } from "./cases.ts";
import type { Answer } from "./drivers.ts";

/** Beyond a number of parts, the answer is made in another way. */
const MANY = (one: unknown) => Array.from({ length: 40 }, () => ({ one, two: "2" }));

/** Expressions that handlers return, with the answer's body. `row` is a record of `orders`. */
const ANSWERED: [expression: string, body: unknown][] = [
  ["({ average: 0 / 0, count: 0 })", { average: null, count: 0 }],
  ["({ marshalJSON: 1, total: 0 / 0 })", { marshalJSON: 1, total: null }],
  ["0 / 0", null],
  ["[1 / 0, -1 / 0, [0 / 0]]", [null, null, [null]]],
  ["({ ok: true, helper: () => 1 })", { ok: true }],
  [
    "({ note: undefined, symbol: Symbol('x'), deep: { gone: undefined, n: 1 } })",
    { deep: { n: 1 } },
  ],
  ["[undefined, () => 1, Symbol('x'), null]", [null, null, null, null]],
  ["[1, , 3]", [1, null, 3]],
  ["({ at: new Date(0) })", { at: "1970-01-01T00:00:00.000Z" }],
  ["[new Date(NaN)]", [null]],
  ["({ price: { toJSON: () => '2.50' } })", { price: "2.50" }],
  ["({ toJSON() { return { ...this, n: 1 } } })", { n: 1 }],
  ["new (class Price { amount = 2; #hidden = 3; twice() { return 4 } })()", { amount: 2 }],
  ["[new Map([[1, 2]]), new Set([1]), /x/]", [{}, {}, {}]],
  ["new Uint8Array([1, 2])", { 0: 1, 1: 2 }],
  ["({ ['__proto__']: { a: 1 }, helper() {} })", JSON.parse('{"__proto__":{"a":1}}')],
  ["Object.create(null)", {}],
  ["Object.freeze({ f: () => 1, n: 1 })", { n: 1 }],
  ["[[], {}, '', 0, false, null]", [[], {}, "", 0, false, null]],
  ["((same) => [same, same])({ a: 1 })", [{ a: 1 }, { a: 1 }]],
  ["({ meta: row.get('meta'), nan: 0 / 0 })", { meta: { a: [1] }, nan: null }],
  ["row.get('meta')", { a: [1] }],
  [
    "({ rows: ctx.app.findAllRecords('orders').map((one) => one.publicExport().title), f() {} })",
    { rows: ["first"] },
  ],
  ["({ query: ctx.event.requestInfo().query, f() {} })", { query: { q: "1" } }],
  ["[ctx.event.requestInfo()].map(({ method }) => method)", ["GET"]],
  ["ctx.files('photo')", []],
  [
    "many({ nan: 0 / 0, f() {}, at: new Date(0), u: undefined })",
    MANY({ nan: null, at: "1970-01-01T00:00:00.000Z" }),
  ],
  [
    "many({ meta: row.get('meta'), day: row.get('due') })",
    MANY({ meta: { a: [1] }, day: "2026-01-02 00:00:00.000Z" }),
  ],
  [
    "many({ text: '<&>\u2028ä', n: -1.5e-7, list: [[], {}] })",
    MANY({ text: "<&>\u2028ä", n: -1.5e-7, list: [[], {}] }),
  ],
  ["many(ctx.event.requestInfo().query)", MANY({ q: "1" })],
  [
    "({ at: new Date(0), bytes: toString(row.get('meta')) })",
    { at: "1970-01-01T00:00:00.000Z", bytes: '{"a":[1]}' },
  ],
];

/** What handlers may not return, with a piece of what the log says. */
const REFUSED: [expression: string, says: string][] = [
  ["((loop) => { loop.self = loop; return loop })({})", "ircular"],
  ["((loop) => { loop.self = many(loop); return loop })({})", "ircular"],
  ["many({ big: 1n })", "BigInt"],
  ["((a) => { a.b = [{ a }]; return a })({})", "ircular"],
  ["({ big: 12345678901234567890n })", "BigInt"],
  ["() => 1", "not a function"],
  ["Symbol('x')", "not a symbol"],
  ["({ toJSON() { throw new Error('not now') } })", "not now"],
  ["(async () => 1)()", "async"],
  ["ctx.jobs.enqueue('later', () => 1)", 'The payload of the job "later" is stored as JSON'],
  ["ctx.jobs.enqueue('later', 1n)", "BigInt"],
  ["((loop) => { loop.self = loop; ctx.jobs.enqueue('later', loop) })({})", "circular"],
];

const handler = (expression: string) =>
  `(ctx) => { const many = (one) => Array.from({ length: 40 }, () => ({ one, two: "2" })); const row = ctx.app.findAllRecords("orders")[0]; return ${expression}; }`;
const routes = [...ANSWERED, ...REFUSED].map(
  ([expression], i) =>
    `{ method: "GET", path: "/api/answers/${i}", auth: "public", handler: ${handler(expression)} }`,
);

const asIs =
  (status: number) =>
  (expression: string, path: string, expected: unknown): Case => ({
    name: `${expression} (${status})`,
    async run(driver) {
      const answer: Answer = await driver.request("GET", path);
      return [answer.status, answer.body];
    },
    expected: [status, expected],
  });

const cases: Case[] = [
  {
    name: "the parameters of a refusal are JSON too",
    async run(driver) {
      const { status, body } = await driver.request("GET", "/api/answers/refused");
      return [status, (body as { data: unknown }).data];
    },
    expected: [400, { n: { code: "validation_refused", message: "No.", params: { max: null } } }],
  },
  {
    name: "a payload is stored as JSON.stringify writes it",
    async run(driver) {
      await driver.request("GET", "/api/answers/enqueue");
      await driver.settle();
      return driver.lines("payload");
    },
    expected: ['{"nan":null,"at":"1970-01-01T00:00:00.000Z"}'],
  },
  ...ANSWERED.map(([expression, body], i) => asIs(200)(expression, `/api/answers/${i}?q=1`, body)),
  ...REFUSED.map(([expression, says], i): Case => {
    const path = `/api/answers/${ANSWERED.length + i}`;
    return {
      name: `${expression} (500)`,
      async run(driver) {
        const { status, body } = await driver.request("GET", path);
        const logs = (await driver.logs()).map(({ message }) => message);
        const logged = logs.filter((message) => message.startsWith(`x: GET ${path} failed`));
        return [status, (body as { data: unknown }).data, logged.map((one) => one.includes(says))];
      },
      expected: [500, {}, [true]],
    };
  }),
  {
    name: "a line of the log is written, whatever its attributes are",
    async run(driver) {
      const { status } = await driver.request("GET", "/api/answers/log");
      await driver.request("GET", "/api/answers/log");
      const rows = (await driver.logs()).filter(({ message }) => message === "attributes");
      return [status, rows.length, rows[0]?.data];
    },
    expected: [
      200,
      2,
      {
        extension: "x",
        nan: null,
        loop: expect.stringMatching(/circular/i),
        big: expect.stringMatching(/BigInt/),
        error: "Error: broken",
        day: "1970-01-01T00:00:00.000Z",
        n: 1,
      },
    ],
  },
  {
    name: "records and dates of PocketBase answer with what they export",
    async run(driver) {
      const { body } = await driver.request("GET", "/api/answers/records");
      const { one, list, day, fields } = body as Record<string, unknown>;
      const keys = (value: unknown) => Object.keys(value as object).sort();
      return [keys(one), (list as unknown[]).map(keys), day, typeof fields];
    },
    expected: [
      ["collectionId", "collectionName", "due", "id", "meta", "title"],
      [["collectionId", "collectionName", "due", "id", "meta", "title"]],
      "2026-01-02 00:00:00.000Z",
      "object",
    ],
  },
];

testOnBoth(
  {
    hooks: {
      "pocketbundle.pb.js": readFileSync("pb_hooks/pocketbundle.pb.js", "utf8"),
      "pocketbundle.config.js": `module.exports = { jobs: { workers: 1, poll: 10 }, extensions: [{ name: "x",
        jobs: { later: { handler: (payload) => console.log("payload: " + JSON.stringify(payload)) } },
        routes: [
        ${routes.join(",\n")},
        { method: "GET", path: "/api/answers/refused", auth: "public", handler: (ctx) => { throw ctx.refuse({ n: { message: "No.", params: { max: 0 / 0, f() {} } } }) } },
        { method: "GET", path: "/api/answers/log", auth: "public", handler: (ctx) => {
          const loop = {};
          loop.loop = loop;
          ctx.log.warn("attributes", "nan", 0 / 0, "loop", loop, "big", 1n, "error", new Error("broken"), "day", new Date(0), "n", 1);
          return 1;
        } },
        { method: "GET", path: "/api/answers/enqueue", auth: "public", handler: (ctx) => void ctx.jobs.enqueue("later", { nan: 0 / 0, at: new Date(0), f() {}, u: undefined }) },
        { method: "GET", path: "/api/answers/records", auth: "public", handler: ${handler(
          `({ one: row, list: ctx.app.findAllRecords("orders"), day: row.get("due"), fields: row.collection().fields, f() {} })`,
        )} },
      ] }] };`,
    },
    migrations: {
      "1.js": `migrate((app) => {
        app.save(new Collection({ type: "base", name: "orders", fields: [
          { type: "text", name: "title" }, { type: "json", name: "meta" }, { type: "date", name: "due" },
          { type: "text", name: "secret", hidden: true },
        ] }));
        const row = new Record(app.findCollectionByNameOrId("orders"), { title: "first", meta: { a: [1] }, due: "2026-01-02", secret: "s" });
        app.save(row);
      })`,
    },
    env: {},
  },
  cases,
);
