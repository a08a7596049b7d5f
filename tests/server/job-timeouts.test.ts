// Tests jobs that hang: other workers take their place, and their late results do not count.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const config = (workers: number) => `${SEE}
module.exports = { jobs: { workers: ${workers}, poll: 20, lease: 2000, backoff: 100 },
  extensions: [{ name: "x",
    routes: [{ method: "POST", path: "/enqueue", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue(ctx.body.type, ctx.body) }) }],
    jobs: {
      hang: { timeout: 1, attempts: 2, handler: (payload, ctx) => {
        see(ctx.app, "begin", ctx.job.id, ctx.job.attempt);
        if (ctx.job.attempt > payload.hangs) return;
        for (const until = Date.now() + 5000; Date.now() < until; ) sleep(20);
        see(ctx.app, "late", ctx.job.id, ctx.job.attempt);
      }, onDead: (payload, error, ctx) => see(ctx.app, "dead", "x", error) },
      quick: { handler: (payload, ctx) => see(ctx.app, "quick", ctx.job.id) },
      again: { attempts: 3, handler: (payload, ctx) => {
        see(ctx.app, "again", ctx.job.attempt, Date.now());
        if (ctx.job.attempt < 3) throw payload.seconds === undefined ? ctx.retryIn() : ctx.retryIn(payload.seconds, "because");
      } },
      later: { attempts: 1, handler: (payload, ctx) => {
        const count = ctx.app.findAllRecords("seen").length;
        see(ctx.app, "later", ctx.job.attempt, Date.now());
        if (count < 3) throw ctx.postpone(payload.seconds);
      } },
    } }] };`;
const start = (workers: number) =>
  serve({ config: config(workers), migrations: MIGRATIONS, hooks: PROBE });
const enqueue = (server: Server, body: object) =>
  fetch(`${server.url}/enqueue`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
const rows = (server: Server, type: string) =>
  sql(
    server,
    `SELECT status || ' ' || attempts AS v FROM bundle_jobs WHERE type = '${type}' ORDER BY rowid`,
  );
const POLL = { timeout: 15_000, interval: 50 };

it("three that hang, with two workers: others go on, and each job is done by its second attempt", async () => {
  const server = await start(2);
  for (let i = 0; i < 3; i++) await enqueue(server, { type: "hang", hangs: 1 });
  await expect.poll(async () => (await seen(server, "begin")).length, POLL).toBeGreaterThan(1);
  await enqueue(server, { type: "quick" });
  await expect.poll(async () => (await seen(server, "quick")).length, POLL).toBe(1);
  await expect.poll(() => rows(server, "hang"), POLL).toEqual(["done 2", "done 2", "done 2"]);
  // The handlers return one after the other, and their jobs no longer belong to them.
  await expect.poll(async () => (await seen(server, "late")).length, POLL).toBe(3);
  await server.waitForLog(/1 job\(s\) were no longer this worker's/);
  expect(await rows(server, "hang")).toEqual(["done 2", "done 2", "done 2"]);
  await settled(server);
  await enqueue(server, { type: "quick" });
  await expect.poll(async () => (await seen(server, "quick")).length, POLL).toBe(2);
  // There are two workers and no more, although others have come back.
  const slots = `return Object.keys($app.store().getAll()).filter((key) => key.includes(".slot.")).sort()`;
  await expect
    .poll(() => probe(server, slots), POLL)
    .toEqual([
      "pocketbundle.worker.slot.keeper",
      "pocketbundle.worker.slot.worker-1",
      "pocketbundle.worker.slot.worker-2",
    ]);
}, 60_000);

it("a job that always hangs is dead after its attempts, and onDead is called", async () => {
  const server = await start(1);
  await enqueue(server, { type: "hang", hangs: 9 });
  await expect.poll(() => rows(server, "hang"), POLL).toEqual(["dead 2"]);
  expect((await seen(server, "dead"))[0]?.data).toContain("did not end within 1 s");
  await expect.poll(async () => (await seen(server, "late")).length, POLL).toBe(2);
  expect(await rows(server, "hang")).toEqual(["dead 2"]);
}, 60_000);

it("in a process of its own it is the same", async () => {
  const server = await start(1);
  const other = server.background("bundle", "work", "--workers", "1");
  const working = "SELECT id AS v FROM bundle_workers WHERE role = 'worker'";
  await expect.poll(() => sql(server, working), POLL).toHaveLength(1);
  for (let i = 0; i < 4; i++) await enqueue(server, { type: "hang", hangs: 1 });
  await expect.poll(() => rows(server, "hang"), POLL).toEqual(Array(4).fill("done 2"));
  expect(`${other.output()}`).toContain("did not end within 1 s");
  expect(await other.end("SIGTERM")).toBe(0);
}, 60_000);

it("retryIn() waits as after any failure, and postpone() is no attempt", async () => {
  const server = await start(1);
  await enqueue(server, { type: "again" });
  await expect.poll(() => rows(server, "again"), POLL).toEqual(["done 3"]);
  const times = (await seen(server, "again")).map(({ data }) => data);
  expect(times[1] - times[0]).toBeGreaterThanOrEqual(80);
  expect(times[2] - times[1]).toBeGreaterThanOrEqual(320);
  await enqueue(server, { type: "again", seconds: 0 });
  await expect.poll(() => rows(server, "again"), POLL).toEqual(["done 3", "done 3"]);
  // A wrong argument is a failure like any other.
  await enqueue(server, { type: "again", seconds: "soon" });
  await expect.poll(() => rows(server, "again"), POLL).toEqual(["done 3", "done 3", "done 3"]);
  expect(server.log()).toContain("retryIn takes a number of seconds, got soon");
});

it("postpone() puts the job back under its id, with its attempts", async () => {
  const server = await start(1);
  await enqueue(server, { type: "later", seconds: 0.3 });
  await expect.poll(() => rows(server, "later"), POLL).toEqual(["done 1"]);
  const later = await seen(server, "later");
  expect(later.map(({ of }) => of)).toEqual(["1", "1", "1", "1"]);
  for (let i = 1; i < 4; i++) {
    expect(later[i]?.data - later[i - 1]?.data).toBeGreaterThanOrEqual(300);
  }
});
