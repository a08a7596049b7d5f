// Tests a full disk, a database that others lock, and a clock that is put back.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const CONFIG = `${SEE}
const clock = Date.now;
Date.now = () => clock() + Number($app.store().get("test.clock") ?? 0);
module.exports = {
  jobs: { workers: 2, poll: 20, lease: 2000, backoff: 100 },
  extensions: [{ name: "x",
    changes: [{ on: "orders:create", handler: (change, ctx) => { ctx.jobs.enqueue("count", { title: change.record.title }, { key: change.id }); } }],
    jobs: { count: { handler: (payload, ctx) => see(ctx.app, "done", payload.title, ctx.job.attempt) } } }],
};`;

/** A command that holds the write lock for five seconds. */
const LOCK = {
  "lock.pb.js": `$app.rootCmd.addCommand(new Command({ use: "lock", run: () => {
    $app.runInTransaction((tx) => {
      tx.db().newQuery("UPDATE orders SET title = title WHERE id = ''").execute();
      console.log("locked");
      sleep(5000);
    });
  } }));`,
};

const start = () => serve({ config: CONFIG, migrations: MIGRATIONS, hooks: { ...PROBE, ...LOCK } });
const create = (server: Server, title: string) =>
  server.client().collection("orders").create({ title });
const done = async (server: Server) => (await seen(server, "done")).map(({ of }) => of).toSorted();

it("a database that another process holds for 5 s", async () => {
  const server = await start();
  const lock = server.background("lock");
  await expect.poll(() => lock.output()).toContain("locked");
  const titles = Array.from({ length: 10 }, (_, i) => `locked ${i}`);
  await Promise.all(titles.map((title) => create(server, title)));
  await lock.exited;
  await settled(server);
  expect(await done(server)).toEqual(titles);
});

it("a full disk: what was committed is done when there is room again", async () => {
  const server = await start();
  await execute(server, "PRAGMA max_page_count = 1");
  const committed: string[] = [];
  let refused = 0;
  for (let i = 0; i < 400; i++) {
    const title = `full ${String(i).padStart(3, "0")} ${"x".repeat(900)}`;
    await create(server, title).then(
      () => committed.push(title),
      () => refused++,
    );
  }
  expect(refused).toBeGreaterThan(20);
  await server.waitForLog(/background work \(.*\) failed: .*full/);
  await execute(server, "PRAGMA max_page_count = 1000000");
  await create(server, "room again");
  await settled(server, 60_000);
  expect(await done(server)).toEqual([...committed, "room again"].toSorted());
  expect(await sql(server, "SELECT title AS v FROM orders")).toHaveLength(committed.length + 1);
}, 120_000);

it("a clock that is put back an hour holds up only jobs that wait for a time", async () => {
  const server = await start();
  const setClock = (offset: number) =>
    probe(server, `$app.store().set("test.clock", "${offset}");`);
  const minutes = 60_000;
  const enqueue = (title: string, at: number) =>
    execute(
      server,
      `INSERT INTO bundle_jobs (type, payload, status, max_attempts, run_at, created)
      VALUES ('count', '{"title":"${title}"}', 'queued', 8, '${new Date(at).toISOString().replace("T", " ")}', '2026-01-01 00:00:00.000Z')`,
    );
  await create(server, "before");
  await settled(server);
  await enqueue("in half an hour", Date.now() + 30 * minutes);
  await setClock(-60 * minutes);
  // Due, if it were not for the clock.
  await enqueue("now", Date.now());
  await create(server, "after");
  await expect.poll(() => done(server)).toEqual(["after", "before"]);
  // Three times as long as a worker takes to look again.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await done(server)).toEqual(["after", "before"]);
  await setClock(0);
  await expect.poll(() => done(server)).toEqual(["after", "before", "now"]);
  await setClock(60 * minutes);
  await settled(server);
  expect(await done(server)).toEqual(["after", "before", "in half an hour", "now"]);
});
