// Tests several processes on one database, and the work of those that end.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Server, until } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import {
  execute,
  GATE,
  MIGRATIONS,
  openGate,
  PROBE,
  probe,
  SEE,
  seen,
  settled,
  sql,
} from "./work.ts";

const config = (jobs = "") => `${SEE}${GATE}
module.exports = {
  jobs: { workers: 1, poll: 20, lease: 2000, backoff: 100, ${jobs} },
  extensions: [{ name: "x",
    changes: [{ on: "orders:*", handler: (change, ctx) => { ctx.jobs.enqueue("count", { of: change.record.id, text: change.action }, { key: change.id }); } }],
    jobs: {
      count: { handler: (payload, ctx) => see(ctx.app, payload.text, payload.of, ctx.job.attempt) },
      slow: { handler: (payload, ctx) => { see(ctx.app, "begin", ctx.job.id, ctx.job.attempt); sleep(30); } },
      held: { handler: (payload, ctx) => {
        see(ctx.app, "begin", ctx.job.id, ctx.job.attempt);
        console.log("begins " + ctx.job.id);
        waitAtGate();
      } },
      untilTheEnd: { handler: (payload, ctx) => {
        see(ctx.app, "begin", ctx.job.id);
        while (!$app.store().get("pocketbundle.worker.stopping")) sleep(20);
      } },
    } }],
};`;

const start = () => serve({ config: config(), migrations: MIGRATIONS, hooks: PROBE });
const enqueue = (server: Server, type: string, count = 1) =>
  execute(
    server,
    `INSERT INTO bundle_jobs (type, payload, status, max_attempts, created)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    SELECT '${type}', 'null', 'queued', 8, '2026-01-01 00:00:00.000Z' FROM n`,
  );

it("three processes share the work, and no job runs twice", async () => {
  // A process that the machine holds up for longer than its lease would rightly lose its jobs to
  // another.
  const lease = config("lease: 60000");
  const server = await serve({ config: lease, migrations: MIGRATIONS, hooks: PROBE });
  const others = [1, 2].map(() => server.background("bundle", "work", "--workers", "2"));
  await expect
    .poll(async () => (await server.pb.send("/api/bundle/health", {})).workers.length)
    .toBe(3);
  await enqueue(server, "slow", 150);
  await settled(server);
  const begun = (await seen(server, "begin")).map(({ of }) => of);
  expect(begun).toHaveLength(150);
  expect(new Set(begun).size).toBe(150);
  const ended = await Promise.all(others.map((other) => other.end("SIGTERM")));
  expect(ended).toEqual([0, 0]);
  expect((await server.pb.send("/api/bundle/health", {})).workers).toHaveLength(1);
});

it("a worker that is stopped past its lease cannot finish a job that another took", async () => {
  const server = await start();
  await enqueue(server, "held");
  await expect.poll(async () => (await seen(server, "begin")).length).toBe(1);
  const other = server.background("bundle", "work");
  await expect
    .poll(() => sql(server, "SELECT id AS v FROM bundle_workers WHERE role = 'worker'"))
    .toHaveLength(1);
  await stoppedUntil(server, () => other.output().includes("begins"));
  openGate(server);
  await server.waitForLog(/1 job\(s\) were no longer this worker/);
  await settled(server);
  const [first, second] = await seen(server, "begin");
  expect([first?.of, first?.data, second?.data]).toEqual([second?.of, 1, 1]);
  expect(await sql(server, "SELECT status || attempts AS v FROM bundle_jobs")).toEqual(["done1"]);
  await other.end("SIGTERM");
});

/**
 * Stops the server until something has happened. In the middle of a write it would hold the
 * database for all others.
 */
async function stoppedUntil(server: Server, hasHappened: () => boolean) {
  const happened = () => (hasHappened() ? true : undefined);
  while (!hasHappened()) {
    process.kill(server.pid, "SIGSTOP");
    await until(happened, () => "another process goes on", 8000).catch(() => {});
    process.kill(server.pid, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it("SIGTERM lets a job end, begins no other, and takes the triggers away", async () => {
  const server = await start();
  await enqueue(server, "untilTheEnd", 5);
  await expect.poll(async () => (await seen(server, "begin")).length).toBe(1);
  await server.stop();
  removeBundle(server);
  await server.restart();
  const statuses = await sql(server, "SELECT status AS v FROM bundle_jobs ORDER BY v");
  expect(statuses).toEqual(["done", "queued", "queued", "queued", "queued"]);
  expect(await sql(server, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger'")).toEqual(
    [],
  );
  await worksAsEver(server);
});

it("after kill -9, a server without the bundle works as ever", async () => {
  const server = await start();
  await server.client().collection("orders").create({ title: "before" });
  await server.kill9();
  removeBundle(server);
  await server.restart();
  await worksAsEver(server);
});

it("a config that no longer has changes removes the triggers that a crash has left", async () => {
  const server = await start();
  await server.kill9();
  writeFileSync(
    join(server.folder.root, "pb_hooks/pocketbundle.config.js"),
    "module.exports = { validate: {} };",
  );
  await server.restart();
  expect(await sql(server, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger'")).toEqual(
    [],
  );
  await server.stop();
  const { output } = await server.command("bundle", "uninstall", "--yes");
  expect(output).toContain("is removed");
});

it("commands beside a running server leave its triggers alone; uninstall waits for its end", async () => {
  const server = await start();
  const triggers = () =>
    sql(server, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger' ORDER BY name");
  const before = await triggers();
  expect(before).toHaveLength(3);
  await server.command("superuser", "upsert", "second@example.com", "correct horse");
  await server.command("migrate", "collections");
  expect(await triggers()).toEqual(before);
  const early = await server.command("bundle", "uninstall", "--yes");
  expect(early).toMatchObject({ code: 1, output: expect.stringContaining("Stop it first") });
  await server.client().collection("orders").create({ title: "x" });
  await settled(server);
  await server.stop();
  expect(await server.command("bundle", "uninstall", "--yes")).toMatchObject({ code: 0 });
  removeBundle(server);
  await server.restart();
  expect(
    await sql(server, "SELECT name AS v FROM sqlite_master WHERE name LIKE '%bundle%'"),
  ).toEqual([]);
  expect(
    await probe(server, "return $app.cron().jobs().map((job) => job.id()).join()"),
  ).not.toMatch(/bundle/);
  await worksAsEver(server);
});

function removeBundle(server: Server) {
  for (const name of ["pocketbundle.pb.js", "pocketbundle.config.js"]) {
    const file = join(server.folder.root, "pb_hooks", name);
    expect(existsSync(file)).toBe(true);
    rmSync(file);
  }
}

/** Creates, updates and deletes records, and changes the schema. */
async function worksAsEver(server: Server) {
  const orders = server.client().collection("orders");
  const order = await orders.create({ title: "after", price: 1, tags: ["a"] });
  await orders.update(order.id, { title: "changed" });
  const { fields } = await server.pb.collections.getOne("orders");
  await server.pb.collections.update("orders", {
    fields: fields
      .filter(({ name }) => name !== "price")
      .map((field) => (field.name === "tags" ? { ...field, maxSelect: 1 } : field))
      .map((field) => (field.name === "title" ? { ...field, name: "headline" } : field)),
  });
  expect(await orders.getOne(order.id)).toMatchObject({ headline: "changed", tags: "a" });
  await orders.update(order.id, { headline: "again" });
  await orders.delete(order.id);
  await server.pb.collections.delete("lines");
  await server.pb.collections.delete("orders");
}
