// Tests keys over several processes: the runs of one key never overlap, and the last value that
// was asked for is the last one that runs, after kill -9 too.
import { describe, expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, SEE, seen, settled, sql } from "./work.ts";

const KEYS = ["order1", "order2", "order3"];

/** As an order that is pushed to another service: the job reads the newest value when it runs. */
const CONFIG = `${SEE}
module.exports = {
  jobs: { workers: 2, poll: 20, lease: 1500, backoff: 100 },
  extensions: [{ name: "x",
    jobs: {
      push: { attempts: 50, handler: ({ key, n }, ctx) => {
        const order = ctx.app.findFirstRecordByData("orders", "title", key);
        const read = order.getInt("quantity");
        see(ctx.app, "begin", key, [read, n]);
        sleep(15);
        const fails = n % 7 === 3 && ctx.job.attempt === 1;
        see(ctx.app, "end", key, fails ? null : read);
        if (fails) return ctx.retryIn(0.05);
      } },
      note: { handler: (payload, ctx) => see(ctx.app, "note", payload.n) },
    },
    routes: [
      { method: "POST", path: "/api/set", auth: "public", handler: (ctx) => ctx.transaction((tx) => {
        const { key, n } = ctx.body;
        // A write comes first: SQLite refuses one after a read when another process has written
        // in between, and PocketBase then waits for seconds before it tries again.
        tx.app.db().newQuery("UPDATE orders SET quantity = {:n} WHERE title = {:key}").bind({ n, key }).execute();
        return { id: tx.jobs.enqueue("push", { key, n }, { key }) };
      }) },
      { method: "POST", path: "/api/note", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue("note", { n: 1 }) }) },
    ],
  }],
};`;

async function start(): Promise<Server> {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  for (const title of KEYS) await server.pb.collection("orders").create({ title, quantity: 0 });
  return server;
}

/**
 * Sets each order to `from`, `from` + 1, … one after the other, while `goesOn` says so of the next
 * number. Requests to a dead server are lost.
 */
const setAll = (server: Server, from: number, goesOn: (n: number) => boolean) =>
  Promise.all(
    KEYS.map(async (key) => {
      for (let n = from; goesOn(n); n++) {
        await fetch(`${server.url}/api/set`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ key, n }),
        }).catch(() => undefined);
      }
    }),
  );

/** The last value that was pushed of each key, and the last that was set. */
async function lastPushed(server: Server) {
  const ends = (await seen(server, "end")).filter(({ data }) => data !== null);
  const orders = await server.pb.collection("orders").getFullList();
  return KEYS.map((key) => ({
    pushed: ends.filter(({ of }) => of === key).at(-1)?.data,
    set: orders.find(({ title }) => title === key)?.quantity,
  }));
}

describe("a key that is asked for again and again", () => {
  it("runs one job at a time in three processes, and the last value is the last pushed", async () => {
    const server = await start();
    for (let i = 0; i < 2; i++) server.background("bundle", "work", "--hooksWatch=false");
    await expect
      .poll(async () => (await server.pb.send("/api/bundle/health", {})).workers.length)
      .toBe(3);
    await setAll(server, 1, (n) => n <= 60);
    await settled(server);
    for (const { pushed, set } of await lastPushed(server)) expect([pushed, set]).toEqual([60, 60]);
    const all = await seen(server);
    for (const key of KEYS) {
      const steps = all.filter(({ of }) => of === key).map(({ what }) => what);
      expect(steps.length).toBeGreaterThan(10);
      expect(steps).toEqual(steps.map((_, i) => (i % 2 === 0 ? "begin" : "end")));
    }
  });

  it("pushes the last value after kill -9 too", async () => {
    const server = await start();
    for (let round = 0; round < 3; round++) {
      // It does not end before the jobs that the last kill interrupted are given back.
      let isKilled = false;
      const load = setAll(server, round * 10_000 + 1, () => !isKilled);
      await expect
        .poll(async () => (await seen(server, "begin").catch(() => [])).length)
        .toBeGreaterThan(round * 10);
      await server.kill9();
      isKilled = true;
      await load;
      await server.restart();
    }
    await settled(server);
    for (const { pushed, set } of await lastPushed(server)) expect(pushed).toBe(set);
    expect(await sql(server, "SELECT id AS v FROM bundle_jobs WHERE finished = ''")).toEqual([]);
  });
});

it("a type that is paused by the command waits over a restart, until it is resumed", async () => {
  const server = await start();
  expect(await server.command("bundle", "pause", "ntoe")).toMatchObject({
    code: 1,
    output: expect.stringMatching(/Unknown job type "ntoe". Did you mean "note"\?/),
  });
  expect((await server.command("bundle", "pause")).output).toContain("bundle pause <type>");
  expect(await server.command("bundle", "pause", "note")).toMatchObject({ code: 0 });
  const note = async () =>
    ((await (await fetch(`${server.url}/api/note`, { method: "POST" })).json()) as { id: string })
      .id;
  const id = await note();
  await server.restart();
  await setAll(server, 1, (n) => n <= 1);
  await expect.poll(async () => (await seen(server, "end")).length).toBe(3);
  const status = async () => (await server.pb.collection("bundle_jobs").getOne(id)).status;
  expect(await status()).toBe("queued");
  const types = await server.pb.collection("bundle_job_types").getFullList({ sort: "type" });
  expect(types.map(({ type, paused }) => `${type} ${paused}`)).toEqual([
    "bundle.change false",
    "note true",
    "push false",
  ]);
  expect(await server.command("bundle", "resume", "note")).toMatchObject({ code: 0 });
  await expect.poll(status).toBe("done");
});

it("nobody but superusers sees or pauses the types", async () => {
  const server = await start();
  const { status } = await fetch(`${server.url}/api/collections/bundle_job_types/records`);
  expect(status).toBe(403);
  await execute(server, "INSERT INTO bundle_job_types (type, paused) VALUES ('gone', FALSE)");
  await server.restart();
  expect(await sql(server, "SELECT type AS v FROM bundle_job_types ORDER BY type")).toEqual([
    "bundle.change",
    "note",
    "push",
  ]);
});
