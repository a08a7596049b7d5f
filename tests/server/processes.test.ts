// Tests what processes know of each other: whose jobs wait again, and that none of them spoils the
// database of another.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { execute, GATE, MIGRATIONS, openGate, PROBE, SEE, seen, settled, sql } from "./work.ts";

/** The lease is long, so that no job comes back because it has run out. */
const CONFIG = `${SEE}${GATE}
module.exports = { jobs: { workers: 1, poll: 20, lease: 600000 }, extensions: [{ name: "x", jobs: {
  held: { handler: (payload, ctx) => { see(ctx.app, "begin", ctx.job.id, ctx.job.attempt); waitAtGate(); } } } }] };`;

const start = (config = CONFIG) => serve({ config, migrations: MIGRATIONS, hooks: PROBE });
const hold = async (server: Server) => {
  await execute(
    server,
    `INSERT INTO bundle_jobs (type, payload, status, max_attempts, created)
    VALUES ('held', 'null', 'queued', 8, '2026-01-01 00:00:00.000Z')`,
  );
  await expect.poll(async () => (await seen(server, "begin")).length).toBe(1);
};
const attempts = async (server: Server) => (await seen(server, "begin")).map(({ data }) => data);

it("a job that kill -9 has interrupted runs again at once, and loses no attempt", async () => {
  const server = await start();
  await hold(server);
  await server.kill9();
  openGate(server);
  await server.restart();
  await settled(server, 10_000);
  expect(await attempts(server)).toEqual([1, 1]);
});

it("a job that a stop has cut off runs again right after the next start", async () => {
  const server = await start();
  await hold(server);
  await server.stop();
  openGate(server);
  await server.restart();
  await settled(server, 10_000);
  expect(await attempts(server)).toEqual([1, 1]);
});

it("the jobs of a worker's process that is killed wait again at once", async () => {
  const server = await start();
  const other = server.background("bundle", "work");
  await expect
    .poll(() => sql(server, "SELECT id AS v FROM bundle_workers WHERE role = 'worker'"))
    .toHaveLength(1);
  // The server's only worker is busy, so the other process claims the second job.
  await hold(server);
  await execute(
    server,
    "INSERT INTO bundle_jobs (type, payload, status, max_attempts, created) SELECT type, payload, 'queued', 8, created FROM bundle_jobs LIMIT 1",
  );
  await expect.poll(async () => (await seen(server, "begin")).length).toBe(2);
  await other.end("SIGKILL");
  await expect
    .poll(() => sql(server, "SELECT status AS v FROM bundle_jobs ORDER BY v"), { timeout: 10_000 })
    .toEqual(["queued", "running"]);
  expect(await sql(server, "SELECT role AS v FROM bundle_workers")).toEqual(["server"]);
  openGate(server);
  await settled(server);
});

it.each([
  ["with jobs", CONFIG],
  ["without jobs", "module.exports = { validate: {} };"],
])("commands after a backup lose nothing that is written then, %s", async (_, config) => {
  const server = await start(config);
  const orders = server.client().collection("orders");
  await orders.create({ title: "before" });
  await server.pb.backups.create("kept.zip");
  const zip = readFileSync(join(server.folder.data, "backups/kept.zip"), "latin1");
  expect(zip).toContain("data.db");
  expect(zip).not.toMatch(/-shm|\.pocketbundle/);
  for (let round = 0; round < 3; round++) {
    await server.command("superuser", "upsert", "second@example.com", "correct horse");
    await server.command("bundle", "check");
    await server.command("bundle", "status");
    await orders.create({ title: `after ${round}` });
  }
  await server.kill9();
  await server.restart();
  expect(await sql(server, "SELECT title AS v FROM orders ORDER BY rowid")).toEqual([
    "before",
    "after 0",
    "after 1",
    "after 2",
  ]);
  expect(await sql(server, "SELECT integrity_check AS v FROM pragma_integrity_check")).toEqual([
    "ok",
  ]);
});

it("a start removes what dead processes have left", async () => {
  const server = await start();
  const files = () =>
    readdirSync(join(server.folder.data, ".pocketbundle")).filter((name) => /^\w+$/.test(name));
  const before = files();
  await server.kill9();
  await server.restart();
  expect(before).toHaveLength(1);
  expect(files()).toHaveLength(1);
  expect(files()).not.toEqual(before);
});
