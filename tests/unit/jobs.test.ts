// Tests the queue on the mock: which job runs, how often, and how it ends.
import { describe, expect, it } from "vitest";
import "../../kit/testing/vitest.ts";
import { testApp } from "./app.ts";

/** An app whose only extension is `parts`; the body of `ctx`'s route `/api/go` enqueues. */
const work = (parts: string, options = {}) =>
  testApp({
    now: "2030-01-01T00:00:00Z",
    config: `module.exports = { jobs: { backoff: 1000 }, extensions: [{ name: "x", ${parts} }] };`,
    ...options,
  });
const go = (text: string) =>
  `routes: [{ method: "POST", path: "/api/go", auth: "public", handler: (ctx) => { ${text} } }],`;
const sql = (app: ReturnType<typeof testApp>, text: string) => app.app.execute(text);
const statuses = (app: ReturnType<typeof testApp>) => app.jobs.map(({ status }) => status);
const says = "handler: (payload, ctx) => console.log(String(payload.n))";
const orders = "/api/collections/orders/records";

describe("a job", () => {
  it("that is given a key waits once, and can come again when it has ended", () => {
    const app = work(
      `${go(`ctx.jobs.enqueue("a", { n: 1 }, { key: "k" }); ctx.jobs.enqueue("a", { n: 2 }, { key: "k" }); ctx.jobs.enqueue("a", { n: 3 })`)} jobs: { a: { ${says} } }`,
    );
    app.request("POST", "/api/go");
    expect(app.jobs).toHaveLength(2);
    app.drain();
    expect(app.console).toEqual(["2", "3"]);
    app.request("POST", "/api/go");
    app.drain();
    expect(app.console).toEqual(["2", "3", "2", "3"]);
  });

  it("of a higher priority runs first, then the job that waits longest", () => {
    const app = work(
      `${go(`ctx.jobs.enqueue("a", { n: 1 }, { priority: "low" }); ctx.jobs.enqueue("a", { n: 2 }); ctx.jobs.enqueue("a", { n: 3 }, { priority: "high" }); ctx.jobs.enqueue("a", { n: 4 })`)} jobs: { a: { ${says} } }`,
    );
    app.request("POST", "/api/go");
    app.drain();
    expect(app.console).toEqual(["3", "2", "4", "1"]);
  });

  it.each(["2030-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])(
    "has an id that sorts by when it was made, and that PocketBase takes (%s)",
    (now) => {
      const app = work(`${go('ctx.jobs.enqueue("a")')} jobs: { a: { handler() {} } }`, { now });
      for (let i = 0; i < 3; i++) {
        app.request("POST", "/api/go");
        app.clock.advance("1s");
      }
      const ids = app.jobs.map(({ id }) => id);
      expect(ids.join()).toMatch(/^([a-z0-9]{15},?){3}$/);
      expect(ids).toEqual(ids.toSorted());
    },
  );

  it("without a handler is refused, and the nearest name is suggested", () => {
    const app = work(`${go('ctx.jobs.enqueue("greeet")')} jobs: { greet: { handler() {} } }`);
    expect(app.request("POST", "/api/go").status).toBe(500);
    expect(app.console.join()).toMatch(/job type "greeet".*"greet"/s);
  });

  it("decides by what it throws: again later, or never", () => {
    const app = work(`${go('ctx.jobs.enqueue("later"); ctx.jobs.enqueue("never")')} jobs: {
      later: { handler: (_, ctx) => { if (ctx.job.attempt === 1) throw ctx.retryIn(60) } },
      never: { handler: (_, ctx) => { throw ctx.discard("no such order") }, onDead: (_, error, ctx) => console.log("dead: " + error.split("\\n")[0]) } }`);
    app.request("POST", "/api/go");
    app.drain();
    expect(statuses(app)).toEqual(["queued", "dead"]);
    expect(app.console).toContain("dead: Error: no such order");
    app.clock.advance("59s");
    app.drain();
    expect(statuses(app)[0]).toBe("queued");
    app.clock.advance("1s");
    app.drain();
    expect(statuses(app)[0]).toBe("done");
  });

  it.each([
    ["its type's retryFor", '{ backoff: 1000, retryFor: "1m" }', 'retryFor: "12h",'],
    ["jobs.retryFor", '{ backoff: 1000, retryFor: "12h" }', ""],
  ])("is tried for as long as %s says", (_, jobs, own) => {
    const app = testApp({
      now: "2030-01-01T00:00:00Z",
      config: `module.exports = { jobs: ${jobs}, extensions: [{ name: "x", ${go('ctx.jobs.enqueue("a")')}
        jobs: { a: { ${own} handler() { throw new Error("down") } } } }] };`,
    });
    app.request("POST", "/api/go");
    // The waits vary by a fifth.
    for (let hour = 0; hour < 9; hour += 0.25) {
      app.drain();
      expect(statuses(app)).toEqual(["queued"]);
      app.clock.advance("15m");
    }
    for (let hour = 9; hour < 18; hour += 0.25) {
      app.drain();
      app.clock.advance("15m");
    }
    expect(statuses(app)).toEqual(["dead"]);
  });

  it("has its type's number of attempts, whatever jobs.retryFor says", () => {
    const app = testApp({
      config: `module.exports = { jobs: { retryFor: "3d" }, extensions: [{ name: "x", ${go('ctx.jobs.enqueue("a"); ctx.jobs.enqueue("b", null, { attempts: 2 })')}
        jobs: { a: { attempts: 3, handler() {} }, b: { handler() {} } } }] };`,
    });
    app.request("POST", "/api/go");
    const attempts = app.app.findRecordsByFilter("bundle_jobs", "", "type");
    expect(attempts.map((job) => job?.getInt("max_attempts"))).toEqual([3, 2]);
  });

  it("is not finished by a worker that has lost it", () => {
    const app = work(
      `${go('ctx.jobs.enqueue("a")')} jobs: { a: { handler: (_, ctx) => { ctx.app.db().newQuery("UPDATE bundle_jobs SET token = 'another'").execute() } } }`,
    );
    app.request("POST", "/api/go");
    app.drain();
    expect(statuses(app)).toEqual(["running"]);
    expect(app.console.join()).toContain("were no longer this worker's");
  });

  it("of a worker that is gone runs again, and is dead when that happens too often", () => {
    const app = work(
      `${go('ctx.jobs.enqueue("a", { n: 1 }, { attempts: 2 })')} jobs: { a: { ${says} } }`,
    );
    app.request("POST", "/api/go");
    const lose = (attempts: number) =>
      sql(
        app,
        `UPDATE bundle_jobs SET status = 'running', token = 'gone', attempts = ${attempts}, finished = '', leased_until = '2030-01-01 00:01:00.000Z'`,
      );
    lose(1);
    app.drain();
    expect(statuses(app)).toEqual(["running"]);
    app.clock.advance("61s");
    app.drain();
    expect(statuses(app)).toEqual(["done"]);
    lose(2);
    app.drain();
    expect(statuses(app)).toEqual(["dead"]);
    expect(app.jobs[0]?.error).toContain("silent for longer than its lease");
  });

  it("that a superuser queues again begins anew", () => {
    const app = work(
      `${go('ctx.jobs.enqueue("a")')} jobs: { a: { attempts: 1, handler: () => { throw new Error("no") } } }`,
    );
    app.request("POST", "/api/go");
    app.drain();
    const [job] = app.jobs;
    expect(job).toMatchObject({ status: "dead", attempts: 1 });
    const path = `/api/collections/bundle_jobs/records/${job?.id}`;
    app.request("PATCH", path, { auth: app.superuser, body: { status: "queued" } });
    expect(app.jobs[0]).toMatchObject({ status: "queued", attempts: 0, error: "" });
    expect(app.request("GET", path).status).toBe(403);
  });

  it("that has ended is cleared away in time", () => {
    const app = work(`${go('ctx.jobs.enqueue("a", { n: 1 })')} jobs: { a: { ${says} } }`);
    app.request("POST", "/api/go");
    app.drain();
    app.clock.advance("6d");
    app.drain();
    expect(app.jobs).toHaveLength(1);
    app.clock.advance("2d");
    expect(app.jobs).toHaveLength(0);
  });

  it("is counted by the health route, for superusers", () => {
    const app = work(`${go('ctx.jobs.enqueue("a", {}, { delay: 60 })')} jobs: { a: { ${says} } }`);
    app.request("POST", "/api/go");
    expect(app.request("GET", "/api/bundle/health").status).toBe(401);
    const { json } = app.request("GET", "/api/bundle/health", { auth: app.superuser });
    expect(json).toMatchObject({
      changes: 0,
      jobs: [
        { type: "a", waiting: 1, due: 0, scheduled: 1, running: 0, dead: 0 },
        { type: "bundle.change", waiting: 0 },
      ],
    });
  });
});

describe("changes", () => {
  const log = `changes: [{ on: ["orders:*"], handler: (change) => console.log(change.action + " " + change.record.title + " " + change.changed.join()) }]`;

  it("of one record come in the order of the commits, each once", () => {
    const app = work(log);
    const { id } = app.request("POST", orders, { body: { title: "a" } }).json;
    app.request("PATCH", `${orders}/${id}`, { body: { title: "b" } });
    app.request("DELETE", `${orders}/${id}`);
    app.drain();
    app.drain();
    expect(app.console).toEqual(["create a ", "update b title", "delete b "]);
  });

  it("are not captured where nothing listens", () => {
    const app = work(log.replace("orders:*", "orders:delete"));
    const { id } = app.save("orders", { title: "a" });
    app.save("orders", { id, title: "b" });
    expect(app.app.countRecords("bundle_changes")).toBe(0);
  });

  it("of a record whose earlier one has failed wait for it, and others do not", () => {
    const app = work(`changes: [{ on: "orders:*", handler: (change, ctx) => {
      if (change.record.title === "bad" && !ctx.app.findFirstRecordByFilter("orders", "title = 'repaired'").id) return;
      console.log(change.record.title);
    } }]`);
    const { id } = app.save("orders", { title: "bad" });
    app.save("orders", { title: "good" });
    app.save("orders", { id, title: "worse" });
    app.drain();
    expect(app.console.filter((line) => !line.includes("failed"))).toEqual(["good"]);
    app.save("orders", { title: "repaired" });
    app.clock.advance("10s");
    app.drain();
    const told = app.console.filter((line) => !line.includes("failed"));
    expect(told.sort()).toEqual(["bad", "good", "repaired", "worse"]);
    expect(app.jobs).toMatchObject([{ type: "bundle.change", status: "done" }]);
  });

  it("hold no hidden field, no password, and whole numbers and texts as they are", () => {
    const app = testApp({
      migrations: {},
      collections: [
        {
          type: "auth",
          name: "people",
          fields: [
            { type: "text", name: "iban", hidden: true },
            { type: "number", name: "n" },
            { type: "json", name: "meta" },
            { type: "bool", name: "ok" },
          ],
        },
      ],
      config: `module.exports = { extensions: [{ name: "x", changes: [{ on: "people:create", handler: ({ record }) => console.log(JSON.stringify(record)) }] }] };`,
    });
    app.save("people", {
      email: "a@example.com",
      password: "12345678",
      iban: "DE1",
      n: 0.1,
      meta: { a: ["ä"] },
      ok: true,
    });
    app.drain();
    const [record = {}] = app.console.map((line) => JSON.parse(line));
    expect(record).toMatchObject({ email: "a@example.com", n: 0.1, meta: { a: ["ä"] }, ok: true });
    expect(Object.keys(record)).not.toContain("iban");
    expect(JSON.stringify(record)).not.toMatch(/password|tokenKey|12345678/);
  });

  it("are atomic: a handler's writes are undone when it throws", () => {
    const app = work(`changes: [{ on: "orders:create", handler: (change, ctx) => {
      if (change.record.title !== "a") return;
      ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("orders"), { title: "half" }));
      ctx.jobs.enqueue("a");
      throw new Error("no");
    } }], jobs: { a: { handler() {} } }`);
    app.save("orders", { title: "a" });
    app.drain();
    expect(app.app.countRecords("orders")).toBe(1);
    expect(app).not.toHaveEnqueued("a");
  });

  it("go on over a change of the collection", () => {
    const app = work(log);
    const collection = app.app.findCollectionByNameOrId("orders");
    collection.fields.addMarshaledJSON('[{"type":"text","name":"more"}]');
    app.app.save(collection);
    app.save("orders", { title: "a", more: "x" });
    app.drain();
    expect(app.console).toEqual(["create a "]);
  });
});
