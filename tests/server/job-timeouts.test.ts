// Tests jobs that hang: other workers take their place, and their late results do not count.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { enqueue, hanging, loops } from "./hanging.ts";
import { GATE, MIGRATIONS, openGate, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const config = (workers: number, lease: number) => `${SEE}${GATE}
module.exports = { jobs: { workers: ${workers}, poll: 20, lease: ${lease}, backoff: 100 },
  extensions: [{ name: "x",
    routes: [{ method: "POST", path: "/enqueue", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue(ctx.body.type, ctx.body) }) }],
    jobs: {
      hang: { timeout: 3, attempts: 2, handler: (payload, ctx) => {
        const hangs = ctx.job.attempt <= payload.hangs;
        const isElsewhere = payload.role && payload.role !== $app.store().get("pocketbundle.worker.role");
        if (hangs && isElsewhere) throw ctx.postpone(0.1);
        see(ctx.app, "begin", ctx.job.id, ctx.job.attempt);
        if (!hangs) return;
        waitAtGate();
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
const start = (workers: number, lease = 2000) =>
  serve({ config: config(workers, lease), migrations: MIGRATIONS, hooks: PROBE });
const rows = (server: Server, type: string) =>
  sql(
    server,
    `SELECT status || ' ' || attempts AS v FROM bundle_jobs WHERE type = '${type}' ORDER BY rowid`,
  );

it("three that hang, with two workers: others go on, and each job is done by its second attempt", async () => {
  const server = await start(2);
  for (let i = 0; i < 3; i++) await enqueue(server, { type: "hang", hangs: 1 });
  await expect.poll(async () => (await seen(server, "begin")).length).toBeGreaterThan(1);
  await enqueue(server, { type: "quick" });
  await expect.poll(async () => (await seen(server, "quick")).length).toBe(1);
  await expect.poll(() => rows(server, "hang")).toEqual(["done 2", "done 2", "done 2"]);
  openGate(server);
  // The handlers return one after the other, and their jobs no longer belong to them.
  await expect.poll(async () => (await seen(server, "late")).length).toBe(3);
  await server.waitForLog(/1 job\(s\) were no longer this worker's/);
  expect(await rows(server, "hang")).toEqual(["done 2", "done 2", "done 2"]);
  await settled(server);
  await enqueue(server, { type: "quick" });
  await expect.poll(async () => (await seen(server, "quick")).length).toBe(2);
  // There are two workers and no more, although others have come back.
  const slots = `return Object.keys($app.store().getAll()).filter((key) => key.includes(".slot.")).sort()`;
  await expect
    .poll(() => probe(server, slots))
    .toEqual([
      "pocketbundle.worker.slot.keeper",
      "pocketbundle.worker.slot.worker-1",
      "pocketbundle.worker.slot.worker-2",
    ]);
});

it("a job that always hangs is dead after its attempts, and onDead is called", async () => {
  const server = await start(1);
  await enqueue(server, { type: "hang", hangs: 9 });
  await expect.poll(() => rows(server, "hang")).toEqual(["dead 2"]);
  expect((await seen(server, "dead"))[0]?.data).toContain("did not end within 3 s");
  openGate(server);
  await expect.poll(async () => (await seen(server, "late")).length).toBe(2);
  expect(await rows(server, "hang")).toEqual(["dead 2"]);
});

const ended = { timeout: 40_000 };

it("a handler that loops is dead after three attempts, and a person restarts the server", async () => {
  const server = await serve({ config: loops(), migrations: MIGRATIONS, hooks: PROBE });
  await enqueue(server, { type: "loop" });
  await expect.poll(() => server.log(), ended).toMatch(/ 1 worker\(s\) of this process hang/);
  await expect.poll(() => rows(server, "loop"), ended).toEqual(["dead 3"]);
  const error = "SELECT error AS v FROM bundle_jobs WHERE type = 'loop'";
  expect(await sql(server, error)).toEqual([
    'It did not end within 1 s, 3 times in a row. A job that hangs 3 times is given up: correct its handler, or its timeout, and set its status to "queued".',
  ]);
  expect(await hanging(server)).toEqual([3]);
  const { output } = await server.command("bundle", "status");
  expect(output).toContain("3 of its workers hang: if the process is busy, restart it");
  await enqueue(server, { type: "quick" });
  await expect.poll(() => rows(server, "quick"), ended).toEqual(["done 1"]);
  expect(server.log()).not.toContain("restarts the server");
  expect(await server.stop()).toBe(0);
  await server.restart();
  expect(await hanging(server)).toEqual([0]);
});

it("a busy server whose workers hang and wait is never restarted", async () => {
  const waits = loops()
    .replace("for (;;);", "sleep(100000);")
    .replace(
      "quick:",
      "work: { handler: () => { for (const end = Date.now() + 15000; Date.now() < end; ); } }, quick:",
    )
    .replace("workers: 1", "workers: 5");
  const server = await serve({ config: waits, migrations: MIGRATIONS, hooks: PROBE });
  for (let i = 0; i < 3; i++) await enqueue(server, { type: "loop" });
  await enqueue(server, { type: "work" });
  let isOver = false;
  const clients = Array.from({ length: 8 }, async () => {
    while (!isOver) await fetch(`${server.url}/api/collections/orders/records`);
  });
  await expect.poll(() => rows(server, "work"), ended).toEqual(["done 1"]);
  isOver = true;
  await Promise.all(clients);
  expect((await hanging(server))[0]).toBeGreaterThanOrEqual(3);
  expect(server.log()).not.toContain("restarts the server");
  await server.kill9();
});

it("in a process of its own it is the same", async () => {
  // A process that the machine holds up for longer than its lease would rightly lose its jobs to
  // the other.
  const server = await start(1, 30_000);
  const other = server.background("bundle", "work", "--workers", "1");
  const working = "SELECT id AS v FROM bundle_workers WHERE role = 'worker'";
  await expect.poll(() => sql(server, working)).toHaveLength(1);
  for (const role of ["server", "worker", "worker", "server"]) {
    await enqueue(server, { type: "hang", hangs: 1, role });
  }
  const all = () => rows(server, "hang");
  await expect.poll(all, { timeout: 45_000 }).toEqual(Array(4).fill("done 2"));
  openGate(server);
  await expect.poll(() => `${other.output()}`).toContain("did not end within 3 s");
  expect(await other.end("SIGTERM")).toBe(0);
});

it("retryIn() waits as after any failure, and postpone() is no attempt", async () => {
  const server = await start(1);
  await enqueue(server, { type: "again" });
  await expect.poll(() => rows(server, "again")).toEqual(["done 3"]);
  const times = (await seen(server, "again")).map(({ data }) => data);
  expect(times[1] - times[0]).toBeGreaterThanOrEqual(80);
  expect(times[2] - times[1]).toBeGreaterThanOrEqual(320);
  await enqueue(server, { type: "again", seconds: 0 });
  await expect.poll(() => rows(server, "again")).toEqual(["done 3", "done 3"]);
  // A wrong argument is a failure like any other.
  await enqueue(server, { type: "again", seconds: "soon" });
  await expect.poll(() => rows(server, "again")).toEqual(["done 3", "done 3", "done 3"]);
  await expect
    .poll(server.log)
    .toContain('ctx.retryIn takes a number of seconds, 0 to 315360000, got "soon"');
});

it("postpone() puts the job back under its id, with its attempts", async () => {
  const server = await start(1);
  await enqueue(server, { type: "later", seconds: 0.3 });
  await expect.poll(() => rows(server, "later")).toEqual(["done 1"]);
  const later = await seen(server, "later");
  expect(later.map(({ of }) => of)).toEqual(["1", "1", "1", "1"]);
  for (let i = 1; i < 4; i++) {
    expect(later[i]?.data - later[i - 1]?.data).toBeGreaterThanOrEqual(300);
  }
});
