// Tests what processes know of each other: whose jobs wait again, and that none of them spoils the
// database of another.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
  await settled(server);
  expect(await attempts(server)).toEqual([1, 1]);
});

it("a job that a stop has cut off runs again right after the next start", async () => {
  const server = await start();
  await hold(server);
  await server.stop();
  openGate(server);
  await server.restart();
  await settled(server);
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
    .poll(() => sql(server, "SELECT status AS v FROM bundle_jobs ORDER BY v"))
    .toEqual(["queued", "running"]);
  expect(await sql(server, "SELECT role AS v FROM bundle_workers")).toEqual(["server"]);
  openGate(server);
  await settled(server);
});

it("a worker's process ends when a restore exchanges the database, and its jobs run again", async () => {
  const server = await start();
  const other = server.background("bundle", "work", "--hooksWatch=false");
  await expect
    .poll(() => sql(server, "SELECT id AS v FROM bundle_workers WHERE role = 'worker'"))
    .toHaveLength(1);
  await hold(server);
  await execute(
    server,
    "INSERT INTO bundle_jobs (type, payload, status, max_attempts, created) SELECT type, payload, 'queued', 8, created FROM bundle_jobs LIMIT 1",
  );
  await expect.poll(async () => (await seen(server, "begin")).length).toBe(2);
  await server.pb.backups.create("kept.zip");
  // It keeps the process as long as the database is the same.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(other.output()).not.toContain("another file");
  await server.pb.backups.restore("kept.zip");
  expect(await other.exited).toBe(1);
  expect(other.output()).toMatch(
    /data\.db is gone, or another file[\s\S]*Start `bundle work` again/,
  );
  openGate(server);
  const open = "SELECT status AS v FROM bundle_jobs";
  await expect
    .poll(() => sql(server, open).catch(String), { timeout: 30_000 })
    .toEqual(["done", "done"]);
  expect(await sql(server, "SELECT role AS v FROM bundle_workers")).toEqual(["server"]);
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

it("what else is in the folder of the locks stops nothing", async () => {
  const server = await start();
  await server.kill9();
  const folder = join(server.folder.data, ".pocketbundle");
  mkdirSync(join(folder, "old"));
  mkdirSync(join(folder, "abcdefghij"));
  writeFileSync(join(folder, "README"), "x".repeat(2000));
  writeFileSync(join(folder, "damaged123"), "no database".repeat(500));
  await server.restart();
  expect(await server.command("bundle", "status")).toMatchObject({ code: 0 });
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["README", "old"]));
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

const SECOND = /another server works on the same pb_data/;
const RULES = "module.exports = { validate: {} };";
/** Starts a second server on the folder, and waits until it listens. */
async function startSecond(server: Server) {
  const second = server.background("serve", "--http=127.0.0.1:0", "--hooksWatch=false");
  await expect.poll(second.output, { timeout: 20_000 }).toContain("Server started");
  return second;
}

describe.each([
  ["with jobs", CONFIG],
  ["without jobs", RULES],
])("a second server on the folder, %s", (_, config) => {
  it("says so on its console and in the log of both", async () => {
    const server = await start(config);
    const second = await startSecond(server);
    await expect.poll(second.output).toMatch(SECOND);
    expect(server.log()).not.toMatch(SECOND);
    await expect.poll(async () => JSON.stringify(await server.logs())).toMatch(SECOND);
    await second.end("SIGKILL");
    await server.restart();
    expect(server.log()).not.toMatch(SECOND);
  });

  it("is none after a restart, a crash or a reload, or beside a command", async () => {
    const server = await serve({
      config,
      migrations: MIGRATIONS,
      hooks: PROBE,
      args: ["--hooksWatch=true"],
    });
    await server.command("bundle", "check");
    await server.restart();
    await server.kill9();
    await server.restart();
    const file = join(server.folder.hooks, "pocketbundle.config.js");
    writeFileSync(file, `${config}\n// again`);
    const starts = () => server.log().match(/Server started/g) ?? [];
    await expect.poll(() => starts().length, { timeout: 30_000 }).toBe(2);
    expect(server.log()).not.toMatch(SECOND);
    await server.stop();
  });
});

it("a server that takes the place of one that is about to end does not warn", async () => {
  const server = await start();
  await hold(server);
  process.kill(server.pid, "SIGTERM");
  const answers = () =>
    fetch(`${server.url}/api/health`).then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { interval: 5 }).toBe(false);
  // The old one waits for its job.
  const second = await startSecond(server);
  expect(process.kill(server.pid, 0)).toBe(true);
  openGate(server);
  expect(await server.exited).toBe(0);
  expect(second.output()).not.toMatch(SECOND);
  expect(await second.end("SIGTERM")).toBe(0);
});

it("a worker's process is no second server", async () => {
  const server = await start();
  await server.stop();
  const worker = server.background("bundle", "work", "--hooksWatch=false");
  await expect.poll(worker.output, { timeout: 20_000 }).toContain("working as");
  await server.restart();
  expect(server.log()).not.toMatch(SECOND);
  await worker.end("SIGTERM");
});
