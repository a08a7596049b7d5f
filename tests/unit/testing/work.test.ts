// Tests changes and jobs on the mock, from the write of a record to its job.
import { describe, expect, it } from "vitest";
import { testApp } from "../app.ts";

const CONFIG = `module.exports = { jobs: { backoff: 1000 }, extensions: [{
  name: "stock",
  routes: [{ method: "POST", path: "/api/undo", auth: "public", handler: (ctx) => ctx.transaction((tx) => {
    tx.app.save(new Record(tx.app.findCollectionByNameOrId("orders"), { title: "gone" }));
    tx.jobs.enqueue("stock.sync", { title: "gone" });
    throw new BadRequestError("undo");
  }) }],
  changes: [{ on: "orders:create", handler: (change, ctx) => ctx.jobs.enqueue("stock.sync", change.record, { delay: change.record.title === "later" ? 3600 : 0 }) }],
  jobs: { "stock.sync": { attempts: 3, handler(order, ctx) {
    console.log(ctx.job.attempt + " " + order.title);
    if (order.title === "bad") throw new Error("no stock");
  } } },
}] };`;

const jobs = (app: ReturnType<typeof testApp>) =>
  app.app.findAllRecords("bundle_jobs").map((job) => job.getString("status"));

describe("a write on the mock", () => {
  it("reaches its change handler, and the job that it enqueues", () => {
    const app = testApp({ config: CONFIG });
    app.request("POST", "/api/collections/orders/records", { body: { title: "first" } });
    expect(app.app.countRecords("bundle_changes")).toBe(1);
    expect(app.console).not.toContain("1 first");
    app.drain();
    expect(app.app.countRecords("bundle_changes")).toBe(0);
    expect(app.console).toContain("1 first");
    expect(jobs(app)).toEqual(["done"]);
    app.drain();
    expect(app.console.filter((line) => line === "1 first")).toHaveLength(1);
  });

  it("that is rolled back reaches no handler", () => {
    const app = testApp({ config: CONFIG });
    expect(app.request("POST", "/api/undo").status).toBe(400);
    expect(app.app.countRecords("orders")).toBe(0);
    expect(app.app.countRecords("bundle_changes")).toBe(0);
    app.drain();
    expect(jobs(app)).toEqual([]);
  });

  it("by SQL is captured, too", () => {
    const app = testApp({ config: CONFIG });
    app.app.db().newQuery("INSERT INTO orders (id, title) VALUES ('raw', 'by SQL')").execute();
    app.drain();
    expect(app.console).toContain("1 by SQL");
  });

  it("of a job that fails is tried again when its time has come, and dead in the end", () => {
    const app = testApp({ config: CONFIG });
    app.clock.set("2030-01-01");
    app.save("orders", { title: "bad" });
    app.drain();
    app.drain();
    expect(app.console.filter((line) => line.endsWith("bad"))).toEqual(["1 bad"]);
    expect(jobs(app)).toEqual(["queued"]);
    for (const wait of ["5s", "1m", "1h"]) {
      app.clock.advance(wait);
      app.drain();
    }
    expect(app.console.filter((line) => line.endsWith("bad"))).toEqual(["1 bad", "2 bad", "3 bad"]);
    expect(jobs(app)).toEqual(["dead"]);
  });

  it("of a job that enqueues itself without end fails the test", () => {
    const app = testApp({
      config: `module.exports = { extensions: [{ name: "x",
        routes: [{ method: "POST", path: "/api/go", auth: "public", handler: (ctx) => { ctx.jobs.enqueue("again") } }],
        jobs: { again: { handler: (_, ctx) => { sleep(50); ctx.jobs.enqueue("again") } } } }] };`,
    });
    app.request("POST", "/api/go");
    expect(() => app.drain({ timeout: 100 })).toThrow("does a job enqueue itself again");
  });

  it("that is delayed waits for the clock", () => {
    const app = testApp({ config: CONFIG });
    app.clock.set("2030-01-01");
    app.save("orders", { title: "later" });
    app.drain();
    app.clock.advance("59m");
    app.drain();
    expect(app.console).not.toContain("1 later");
    app.clock.advance("1m");
    app.drain();
    expect(app.console).toContain("1 later");
  });
});
