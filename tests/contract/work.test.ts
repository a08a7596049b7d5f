// Tests the bundle's changes and jobs: app.drain() does on the mock what workers do on a server.
import { readFileSync } from "node:fs";
import { type Case, testOnBoth } from "./cases.ts";
import type { Driver, Setup } from "./drivers.ts";

const orders = "/api/collections/orders/records";
const COLLECTIONS = [
  {
    type: "base",
    name: "orders",
    listRule: "",
    createRule: "",
    updateRule: "",
    deleteRule: "",
    id: "orders_of_work",
    fields: [
      { type: "text", name: "title" },
      { type: "number", name: "n" },
      { type: "bool", name: "ok" },
      { type: "json", name: "meta" },
      { type: "date", name: "due" },
      { type: "select", name: "many", values: ["a", "b"], maxSelect: 2 },
      { type: "geoPoint", name: "at" },
      { type: "text", name: "secret", hidden: true },
    ],
  },
  {
    type: "base",
    name: "lines",
    createRule: "",
    fields: [
      {
        type: "relation",
        name: "of",
        collectionId: "orders_of_work",
        cascadeDelete: true,
        maxSelect: 1,
      },
    ],
  },
];

const CONFIG = `
const say = (tag, value) => console.log(tag + ": " + JSON.stringify(value));
module.exports = { jobs: { backoff: 50, poll: 10, workers: 1 }, extensions: [{
  name: "x",
  routes: [
    { method: "POST", path: "/api/go/{type}", auth: "public", handler: (ctx) => {
      const { times = 1, payload = null, options = {} } = ctx.body;
      for (let i = 0; i < times; i++) ctx.jobs.enqueue(ctx.params.type, payload, options);
    } },
    { method: "POST", path: "/api/call/{call}", auth: "public", handler: (ctx) => ({ result: ctx.jobs[ctx.params.call](...ctx.body.args) }) },
    { method: "POST", path: "/api/undo", auth: "public", handler: (ctx) => ctx.transaction((tx) => {
      tx.app.save(new Record(tx.app.findCollectionByNameOrId("orders"), { title: "undone" }));
      tx.jobs.enqueue("plain", "undone");
      throw new BadRequestError("undone");
    }) },
    { method: "POST", path: "/api/run-sql", auth: "public", handler: (ctx) => ({ changed: ctx.app.db().newQuery(ctx.body.sql).execute().rowsAffected() }) },
    { method: "GET", path: "/api/jobs/{type}", auth: "public", handler: (ctx) =>
      ctx.app.findRecordsByFilter("bundle_jobs", "type = {:type}", "@rowid", 0, 0, ctx.params).map((job) =>
        [job.getString("status"), job.getInt("attempts"), job.getString("payload"), job.getString("key"), job.getString("error").split("\\n")[0]]) },
  ],
  hooks: [{ on: "recordDelete", collections: ["lines"], before: () => say("line", $app.isTransactional()) }],
  crons: [{ name: "count", schedule: "0 0 1 1 *", handler: (ctx) => say("cron", [ctx.app.countRecords("lines"), $app.isTransactional()]) }],
  changes: [{ on: "orders:*", handler: (change, ctx) => {
    const { id, at, ...rest } = change;
    const plain = (row) => row && { ...row, id: row.id.length };
    say("change", { ...rest, record: plain(change.record), before: plain(change.before), id: typeof id, at: at.length });
    if (change.record.title === "fails once" && !ctx.app.store().get("failed")) { ctx.app.store().set("failed", "1"); throw new Error("the first time") }
    if (change.record.title === "job") ctx.jobs.enqueue("plain", change.record.title, { key: change.record.id.slice(0, 0) + "k" });
  } }],
  jobs: {
    plain: { handler: (payload, ctx) => say("plain", [payload, ctx.job.attempt, ctx.job.type]) },
    flaky: { attempts: 3, handler: (payload, ctx) => { say("flaky", ctx.job.attempt); if (ctx.job.attempt < 3) throw new Error("not yet " + ctx.job.attempt) } },
    hopeless: { attempts: 2, handler: () => { throw new Error("never") }, onDead: (payload, error) => say("hopeless", [payload, error.split("\\n")[0]]) },
    given_up: { handler: (_, ctx) => { throw ctx.discard("no use") }, onDead: (_, error) => say("given_up", error.split("\\n")[0]) },
    again: { handler: (_, ctx) => { say("again", ctx.job.attempt); if (ctx.job.attempt === 1) throw ctx.retryIn(0) } },
    keyed: { attempts: 2, handler: ({ n, more = [], fails }, ctx) => {
      say("keyed", n);
      for (const one of more) ctx.jobs.enqueue("keyed", { n: one }, { key: "k" });
      if (fails) return ctx.retryIn(0);
    } },
    returns: { attempts: 3, handler: (what, ctx) => {
      say("returns", [what, ctx.job.attempt]);
      if (what === "discard") return ctx.discard("no use");
      if (what === "retry" && ctx.job.attempt === 1) return ctx.retryIn(0);
      if (what === "postpone" && !ctx.app.store().get("postponed")) { ctx.app.store().set("postponed", "1"); return ctx.postpone(0); }
    } },
    chain: { handler: (n, ctx) => { say("chain", n); if (n > 0) ctx.jobs.enqueue("chain", n - 1) } },
    half: { attempts: 1, handler: (_, ctx) => ctx.transaction((tx) => { tx.jobs.enqueue("plain", "half"); throw new Error("half") }) },
  },
}] };`;

const setup: Setup = {
  hooks: {
    "pocketbundle.pb.js": readFileSync("pb_hooks/pocketbundle.pb.js", "utf8"),
    "pocketbundle.config.js": CONFIG,
  },
  migrations: {
    "1_orders.js": `migrate((app) => { for (const data of ${JSON.stringify(COLLECTIONS)}) app.save(new Collection(data)) })`,
  },
  env: {},
};

const FULL = {
  title: "full",
  n: 1.5,
  ok: true,
  meta: { a: [1, "ä"] },
  due: "2030-01-02 03:04:05.006Z",
  many: ["b", "a"],
  at: { lon: 1, lat: 2 },
};
const SEEN = { ...FULL, due: "2030-01-02T03:04:05.006Z", id: 15 };
const EMPTY = {
  title: "",
  n: 0,
  ok: false,
  meta: null,
  due: "",
  many: [],
  at: { lon: 0, lat: 0 },
  id: 15,
};

const told = async (driver: Driver, tag: string) =>
  (await driver.lines(tag)).map((line) => JSON.parse(line));
const go = async (driver: Driver, type: string, body: object = {}) => {
  const { status } = await driver.request("POST", `/api/go/${type}`, { body });
  await driver.settle();
  return status;
};
/** The keys of a payload that came from a request's body have no order: Go's maps have none. */
const jobs = async (driver: Driver, type: string) =>
  ((await driver.request("GET", `/api/jobs/${type}`)).body as [string, number, string][]).map(
    ([status, attempts, payload, ...rest]) => [status, attempts, sorted(payload), ...rest],
  );
const sorted = (json: string) =>
  JSON.stringify(JSON.parse(json), (_, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );
const make = async (driver: Driver, body: object) =>
  ((await driver.request("POST", orders, { body })).body as { id: string }).id;

const cases: Case[] = [
  {
    name: "a change holds the row, with plain values",
    async run(driver) {
      const id = await make(driver, FULL);
      await driver.request("PATCH", `${orders}/${id}`, { body: { n: 2, "many-": "a" } });
      await driver.request("DELETE", `${orders}/${id}`);
      await driver.settle();
      return told(driver, "change");
    },
    expected: [
      { collection: "orders", action: "create", record: SEEN, before: null, changed: [] },
      {
        collection: "orders",
        action: "update",
        record: { ...SEEN, n: 2, many: ["b"] },
        before: SEEN,
        changed: ["n", "many"],
      },
      {
        collection: "orders",
        action: "delete",
        record: { ...SEEN, n: 2, many: ["b"] },
        before: null,
        changed: [],
      },
    ].map((change) => ({ ...change, id: "string", at: 24 })),
  },
  {
    name: "a change of an empty record",
    async run(driver) {
      await make(driver, {});
      await driver.settle();
      return (await told(driver, "change")).map(({ record }) => record);
    },
    expected: [EMPTY],
  },
  {
    name: "a write by SQL is a change",
    async run(driver) {
      const sql = (text: string) => driver.request("POST", "/api/run-sql", { body: { sql: text } });
      await sql("INSERT INTO orders (id, title, n) VALUES ('fifteen_letters', 'by SQL', 7)");
      await sql("UPDATE orders SET n = n + 1 WHERE id = 'fifteen_letters'");
      await sql("UPDATE orders SET n = 0 WHERE id = 'nobody'");
      await sql("DELETE FROM orders WHERE id = 'fifteen_letters'");
      await driver.settle();
      return (await told(driver, "change")).map(({ action, record, changed }) => [
        action,
        record.n,
        changed,
      ]);
    },
    expected: [
      ["create", 7, []],
      ["update", 8, ["n"]],
      ["delete", 8, []],
    ],
  },
  {
    name: "a write that is undone makes no change and no job",
    async run(driver) {
      const { status } = await driver.request("POST", "/api/undo");
      await driver.settle();
      return [status, await told(driver, "change"), await told(driver, "plain")];
    },
    expected: [400, [], []],
  },
  {
    name: "a change whose handler throws comes again, before later ones of its record",
    async run(driver) {
      const id = await make(driver, { title: "fails once" });
      await driver.request("PATCH", `${orders}/${id}`, { body: { title: "later" } });
      await driver.settle();
      return (await told(driver, "change")).slice(-2).map(({ record }) => record.title);
    },
    expected: ["fails once", "later"],
  },
  {
    name: "a change enqueues a job, with a key once",
    async run(driver) {
      for (let i = 0; i < 3; i++) await make(driver, { title: "job" });
      await driver.settle();
      const made = (await jobs(driver, "plain")) as unknown[];
      return [(await told(driver, "plain")).length > 0, made.length > 0, made.at(-1)];
    },
    expected: [true, true, ["done", 1, '"job"', "k", ""]],
  },
  {
    name: "a job gets its payload",
    async run(driver) {
      for (const payload of [{ a: ["ä", null] }, "text", 1.5, false])
        await go(driver, "plain", { payload });
      return told(driver, "plain");
    },
    expected: [{ a: ["ä", null] }, "text", 1.5, false].map((payload) => [payload, 1, "plain"]),
  },
  {
    name: "a job without a payload",
    async run(driver) {
      await go(driver, "plain");
      return told(driver, "plain");
    },
    expected: [[null, 1, "plain"]],
  },
  {
    name: "a job that fails is tried again",
    async run(driver) {
      await go(driver, "flaky");
      return [await told(driver, "flaky"), await jobs(driver, "flaky")];
    },
    expected: [[1, 2, 3], [["done", 3, "null", "", ""]]],
  },
  {
    name: "a job that fails for good is dead, and its type is told",
    async run(driver) {
      await go(driver, "hopeless", { payload: { a: 1 } });
      return [await told(driver, "hopeless"), await jobs(driver, "hopeless")];
    },
    expected: [[[{ a: 1 }, "Error: never"]], [["dead", 2, '{"a":1}', "", "Error: never"]]],
  },
  {
    name: "a job that is given up",
    async run(driver) {
      await go(driver, "given_up");
      return [await told(driver, "given_up"), await jobs(driver, "given_up")];
    },
    expected: [["Error: no use"], [["dead", 1, "null", "", "Error: no use"]]],
  },
  {
    name: "a job that asks for another time",
    async run(driver) {
      await go(driver, "again");
      return [await told(driver, "again"), await jobs(driver, "again")];
    },
    expected: [[1, 2], [["done", 2, "null", "", ""]]],
  },
  {
    name: "a job that enqueues",
    async run(driver) {
      await go(driver, "chain", { payload: 3 });
      return [await told(driver, "chain"), ((await jobs(driver, "chain")) as unknown[]).length];
    },
    expected: [[3, 2, 1, 0], 4],
  },
  {
    name: "a job that fails in its transaction",
    async run(driver) {
      await go(driver, "half");
      return [await told(driver, "plain"), await jobs(driver, "half")];
    },
    expected: [[], [["dead", 1, "null", "", "Error: half"]]],
  },
  {
    name: "a job without a handler",
    async run(driver) {
      return [
        await go(driver, "nobody"),
        await go(driver, "plain", { options: { priority: "urgent" } }),
        await go(driver, "plain", { options: { delay: -1 } }),
      ];
    },
    expected: [500, 500, 500],
  },
  {
    name: "a job that returns what it could throw",
    async run(driver) {
      for (const payload of ["discard", "retry", "postpone"]) {
        await go(driver, "returns", { payload });
      }
      return [await told(driver, "returns"), await jobs(driver, "returns")];
    },
    expected: [
      [
        ["discard", 1],
        ["retry", 1],
        ["retry", 2],
        ["postpone", 1],
        ["postpone", 1],
      ],
      [
        ["dead", 1, '"discard"', "", "Error: no use"],
        ["done", 2, '"retry"', "", ""],
        ["done", 1, '"postpone"', "", ""],
      ],
    ],
  },
  {
    name: "a key that is asked for while its job runs, and while that fails",
    async run(driver) {
      await go(driver, "keyed", { payload: { n: 1, more: [2, 3] }, options: { key: "k" } });
      await go(driver, "keyed", {
        payload: { n: 4, more: [5], fails: true },
        options: { key: "k" },
      });
      return [await told(driver, "keyed"), await jobs(driver, "keyed")];
    },
    expected: [
      [1, 3, 4, 5],
      [
        ["done", 1, '{"more":[2,3],"n":1}', "k", ""],
        ["done", 1, '{"n":3}', "k", ""],
        [
          "cancelled",
          1,
          '{"fails":true,"more":[5],"n":4}',
          "k",
          "A newer job with its key has taken its place.",
        ],
        ["done", 1, '{"n":5}', "k", ""],
      ],
    ],
  },
  {
    name: "a job that is found, moved and cancelled",
    async run(driver) {
      const call = async (name: string, ...args: unknown[]) =>
        (
          (await driver.request("POST", `/api/call/${name}`, { body: { args } })).body as {
            result: unknown;
          }
        ).result;
      const ref = { type: "keyed", key: "moved" };
      const id = await call("enqueue", "keyed", { n: 1 }, { key: "moved", delay: 3600 });
      const debounced = { key: "moved", debounce: 7200 };
      const isSame = (await call("enqueue", "keyed", { n: 2 }, debounced)) === id;
      const { runAt, ...found } = (await call("find", ref)) as { runAt: string; id: string };
      const moved = await call("reschedule", id, { runAt: "2099-01-01T00:00:00Z" });
      const at = ((await call("find", id)) as { runAt: string }).runAt;
      const results = [
        await call("cancel", ref),
        await call("cancel", ref),
        await call("find", "x"),
      ];
      const after = (await call("find", ref)) as { status: string; error: string };
      const { id: foundId, ...rest } = found;
      return [
        isSame,
        foundId === id,
        runAt.length,
        rest,
        moved,
        at,
        results,
        after.status,
        after.error,
      ];
    },
    expected: [
      true,
      true,
      24,
      { type: "keyed", key: "moved", status: "queued", attempts: 0, error: "", payload: { n: 2 } },
      true,
      "2099-01-01T00:00:00.000Z",
      [true, false, null],
      "cancelled",
      "It was cancelled.",
    ],
  },
  {
    name: "a throttled key",
    async run(driver) {
      for (const n of [1, 2, 3]) {
        await driver.request("POST", "/api/go/keyed", {
          body: { payload: { n }, options: { key: "t", throttle: 4 } },
        });
        if (n === 1) await driver.settle();
      }
      const lastTwo = async () =>
        ((await jobs(driver, "keyed")) as unknown[][])
          .slice(-2)
          .map(([status, , payload]) => `${status} ${payload}`);
      const waiting = await lastTwo();
      await driver.settle();
      return [waiting, await lastTwo()];
    },
    expected: [
      ['done {"n":1}', 'queued {"n":3}'],
      ['done {"n":1}', 'done {"n":3}'],
    ],
  },
  {
    name: "many jobs",
    async run(driver) {
      await go(driver, "plain", { times: 300, payload: "many" });
      return (await told(driver, "plain")).length;
    },
    expected: 300,
  },
  {
    name: "the health route",
    async run(driver) {
      const { body } = await driver.request("GET", "/api/bundle/health", { as: "superuser" });
      const { version, workers, jobs, ...rest } = body as Record<string, unknown[]>;
      const types = jobs as unknown as { type: string; dead: number; waiting: number }[];
      return [
        rest,
        typeof version,
        workers?.length,
        types.map(({ type, dead, waiting }) => [type, dead, waiting]),
      ];
    },
    expected: [
      { changes: 0, extensions: ["x"] },
      "string",
      1,
      [
        ["again", 0, 0],
        ["bundle.change", 0, 0],
        ["chain", 0, 0],
        ["flaky", 0, 0],
        ["given_up", 1, 0],
        ["half", 1, 0],
        ["hopeless", 1, 0],
        ["keyed", 0, 0],
        ["plain", 0, 0],
        ["returns", 1, 0],
      ],
    ],
  },
  {
    // PocketBase would give the cron the app of the cascade's transaction, which is over.
    name: "a cron has an app that works, whatever its VM did before",
    async run(driver) {
      const id = await make(driver, {});
      await driver.request("POST", "/api/collections/lines/records", { body: { of: id } });
      await driver.request("DELETE", `${orders}/${id}`);
      await driver.cron("count");
      return [await told(driver, "line"), await told(driver, "cron")];
    },
    expected: [[true], [[0, false]]],
  },
];

testOnBoth(setup, cases);
