// Kills the server under load, again and again. Every committed write must be handled, and no
// other.
import { expect, it } from "vitest";
import { type Server, until } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, SEE, settled, settledAfterCrashes, sql } from "./work.ts";

/** `CRASH_ROUNDS=100` makes the long run. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3);
const CLIENTS = 4;

const config = `${SEE}
module.exports = {
  jobs: { workers: 2, poll: 20, lease: 1000, backoff: 100 },
  extensions: [{ name: "x",
    changes: [{ on: "orders:create", handler: (change, ctx) => { ctx.jobs.enqueue("count", { title: change.record.title }, { key: change.record.title }); } }],
    jobs: { count: { handler: (payload, ctx) => see(ctx.app, "done", payload.title, ctx.job.id) } } }],
};`;

it.each([
  ["kill -9", "kill9", "SIGKILL"],
  ["SIGTERM, as a deploy", "stop", "SIGTERM"],
] as const)(
  `${ROUNDS} rounds of %s, with a worker's process and a backup in each, lose nothing`,
  async (name, end, signal) => {
    const server = await serve({ config, migrations: MIGRATIONS, hooks: PROBE });
    const answered = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const worker = server.background("bundle", "work", "--hooksWatch=false");
      const load = Array.from({ length: CLIENTS }, (_, client) =>
        createAll(server, `${round}-${client}`, answered),
      );
      const reach = (count: number) =>
        until(
          () => (answered.size >= count ? true : undefined),
          () => `${count} records; there are ${answered.size}`,
          60_000,
        );
      const begin = answered.size;
      await reach(begin + 50);
      // PocketBase empties its temporary folder, with a backup that is being made, when it starts.
      await expect
        .poll(() => sql(server, "SELECT id AS v FROM bundle_workers WHERE role = 'worker'"))
        .toHaveLength(1);
      await server.pb.backups.create(`round${round}.zip`);
      await server.command("superuser", "upsert", "second@example.com", "correct horse");
      await reach(begin + 100 + Math.random() * 250);
      const ends = [() => server[end](), () => worker.end(signal)];
      await Promise.all((round % 2 ? ends : ends.toReversed()).map((one) => one()));
      await Promise.all(load);
      await server.restart();
      expect(await sql(server, "SELECT integrity_check AS v FROM pragma_integrity_check")).toEqual([
        "ok",
      ]);
    }
    await settled(server, 300_000);
    const committed = new Set(await sql(server, "SELECT title AS v FROM orders"));
    const done = await sql(server, `SELECT "of" AS v FROM seen WHERE what = 'done'`);
    const jobs = await sql(server, "SELECT key AS v FROM bundle_jobs");
    const lost = [...committed].filter((title) => !done.includes(title));
    const invented = done.filter((title) => !committed.has(title));
    console.log(
      `${ROUNDS} × ${name}: ${committed.size} committed, ${answered.size} answered, ${done.length - committed.size} job(s) ran twice`,
    );
    expect(answered.size).toBeGreaterThan(ROUNDS * 100);
    expect([...answered].filter((title) => !committed.has(title))).toEqual([]);
    expect(lost).toEqual([]);
    expect(invented).toEqual([]);
    expect(jobs).toHaveLength(new Set(jobs).size);
    expect(new Set(jobs)).toEqual(committed);
  },
  3_600_000,
);

/** One record after the other, until the server is gone. */
async function createAll(server: Server, name: string, answered: Set<string>) {
  for (let i = 0; ; i++) {
    const title = `${name}-${i}`;
    try {
      const response = await fetch(`${server.url}/api/collections/orders/records`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ title }),
      });
      if (response.ok) answered.add(title);
    } catch {
      return; // The server is gone, and this record may be gone with it.
    }
  }
}

it("a job that ends the process uses up its attempts, and jobs claimed with it do not", async () => {
  const deadly = `${SEE}
    module.exports = { jobs: { workers: 1, poll: 20, lease: 1000 }, extensions: [{ name: "x", jobs: {
      quick: { handler: (payload, ctx) => see(ctx.app, "quick", payload.i) },
      deadly: { attempts: 2, handler: () => $os.exit(9) } } }] };`;
  const server = await serve({ config: deadly, migrations: MIGRATIONS, hooks: PROBE });
  const insert = (type: string, count: number) =>
    `INSERT INTO bundle_jobs (type, payload, status, max_attempts, run_at, created)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    SELECT '${type}', '{"i":' || i || '}', 'queued', 2, '2100-01-01 00:00:00.000Z', '2026-01-01 00:00:00.000Z' FROM n`;
  await execute(server, insert("quick", 20));
  await execute(server, insert("deadly", 1));
  await execute(server, insert("quick", 20));
  await execute(server, "UPDATE bundle_jobs SET run_at = ''").catch(() => {});
  const codes = await settledAfterCrashes(server);
  // The first crash may come before the attempt is counted.
  expect([
    [9, 9],
    [9, 9, 9],
  ]).toContainEqual(codes);
  expect(
    await sql(
      server,
      "SELECT type || ' ' || status || ' ' || attempts AS v FROM bundle_jobs GROUP BY type, status, attempts",
    ),
  ).toEqual(["deadly dead 2", "quick done 1"]);
});
