import { describe, expect, it } from "vitest";
import { refuse, serveAll } from "./bundle.ts";
import { execute, hurry, MIGRATIONS, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const server = await serveAll({
  migrations: MIGRATIONS,
  hooks: PROBE,
  config: `${SEE}
module.exports = {
  jobs: { workers: 3, poll: 20, backoff: 100, lease: 2000 },
  extensions: [{
    name: "queue",
    jobs: {
      note: { handler: (payload, ctx) => see(ctx.app, "note", payload.text, ctx.job) },
      slow: { handler: (payload, ctx) => { sleep(payload.ms); see(ctx.app, "slow", payload.ms, ctx.job); } },
      ordered: { concurrency: 1, handler: (payload, ctx) => see(ctx.app, "ordered", payload.text) },
      held: { handler: () => { while (!$app.store().get("released")) sleep(20); } },
      limited: { concurrency: 1, handler: (payload, ctx) => {
        const key = "limited.running";
        const running = Number($app.store().get(key) ?? 0) + 1;
        $app.store().set(key, String(running));
        see(ctx.app, "limited", running);
        sleep(60);
        $app.store().set(key, String(Number($app.store().get(key)) - 1));
      } },
      fail: { attempts: 3, handler: (payload, ctx) => { see(ctx.app, "fail", ctx.job.attempt, Date.now()); throw new Error("card 4242 declined"); } },
      later: { handler: (payload, ctx) => { see(ctx.app, "later", ctx.job.attempt, Date.now()); if (ctx.job.attempt === 1) throw ctx.retryIn(1); } },
      versions: { attempts: 2, handler: ({ text, waits }, ctx) => {
        see(ctx.app, "versions", text, ctx.job.attempt);
        if (!waits) throw ctx.discard("given up");
        while (!$app.store().get("versions.end")) sleep(20);
        if (ctx.job.attempt === 1) throw new Error("the first attempt fails");
      } },
      drop: { handler: (payload, ctx) => { see(ctx.app, "drop", ctx.job.attempt); throw ctx.discard("no such customer"); } },
      promise: { attempts: 1, handler: () => Promise.resolve() },
      long: { handler: (payload, ctx) => { see(ctx.app, "long", "begin", ctx.job); sleep(5000); see(ctx.app, "long", "end", ctx.job); } },
    },
    routes: [{ method: "POST", path: "/enqueue", auth: "public", handler: (ctx) => {
      const { type, payload, options, rollback } = ctx.body;
      if (!rollback) return { id: ctx.jobs.enqueue(type, payload, options) };
      return ctx.transaction((tx) => {
        tx.app.save(new Record(tx.app.findCollectionByNameOrId("orders"), { title: "hooked" }));
        const id = tx.jobs.enqueue("note", { text: "in the transaction" });
        if (rollback !== "no") throw new BadRequestError("rolled back");
        return { id };
      });
    } }],
    hooks: [{ on: "recordCreate", collections: ["orders"], after: (e, ctx) => { ctx.jobs.enqueue("note", { text: e.record.get("title") }); } }],
  }],
};`,
});

async function enqueue(type: string, payload?: unknown, options?: object, more?: object) {
  const response = await fetch(`${server.url}/enqueue`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ type, payload, options, ...more }),
  });
  return { status: response.status, ...((await response.json()) as { id: string }) };
}
const job = (id: string) => server.pb.collection("bundle_jobs").getOne(id);
const statusOf = async (id: string) => (await job(id)).status;
const texts = async () => (await seen(server, "note")).map(({ of }) => of);

describe("enqueue", () => {
  it("in the caller's transaction: a rollback also undoes the job", async () => {
    await server.client().collection("orders").create({ title: "kept" });
    expect((await enqueue("note", {}, {}, { rollback: true })).status).toBe(400);
    await settled(server);
    expect(await texts()).toEqual(["kept"]);
    expect((await enqueue("note", {}, {}, { rollback: "no" })).status).toBe(200);
    await settled(server);
    expect((await texts()).toSorted()).toEqual(["hooked", "in the transaction", "kept"]);
  });

  it("the same key gives the id that waits or runs, and a new one when that has ended", async () => {
    const options = { key: "order-1", delay: 3600 };
    const first = await enqueue("note", { text: "keyed" }, options);
    expect((await enqueue("note", { text: "keyed" }, options)).id).toBe(first.id);
    expect((await enqueue("slow", { ms: 1 }, options)).id).not.toBe(first.id);
    await hurry(server);
    await settled(server);
    expect((await enqueue("note", { text: "keyed again" }, options)).id).not.toBe(first.id);
    await hurry(server);
    await settled(server);
    expect((await texts()).filter((text) => text.startsWith("keyed"))).toEqual([
      "keyed",
      "keyed again",
    ]);
  });

  it("32 at once with one key make one, and one more while it runs", async () => {
    const options = { key: "x", again: "never" };
    const ids = await Promise.all(
      Array.from({ length: 32 }, async () => (await enqueue("held", {}, options)).id),
    );
    expect(new Set(ids).size).toBe(1);
    await expect.poll(() => statusOf(ids[0] ?? "")).toBe("running");
    expect((await enqueue("held", {}, options)).id).toBe(ids[0]);
    const after = await Promise.all(
      Array.from({ length: 32 }, async () => (await enqueue("held", {}, { key: "x" })).id),
    );
    expect([new Set(after).size, after.includes(ids[0] ?? "")]).toEqual([1, false]);
    await probe(server, '$app.store().set("released", "yes");');
    await settled(server);
  });

  it("high priorities first, then the oldest; delayed ones not before their time", async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    // The type runs one job at a time. With several, chance would decide which worker writes first.
    for (const [text, priority] of [
      ["n1", "normal"],
      ["l1", "low"],
      ["h1", "high"],
      ["n2", "normal"],
    ]) {
      await enqueue("ordered", { text }, { runAt: at, priority });
    }
    await enqueue("ordered", { text: "undelayed" });
    const order = async () => (await seen(server, "ordered")).map(({ of }) => of);
    await expect.poll(order).toEqual(["undelayed"]);
    await hurry(server);
    await settled(server);
    expect(await order()).toEqual(["undelayed", "h1", "n1", "n2", "l1"]);
  });

  it.each([
    [{ type: "nope" }, /Unknown job type "nope"/],
    [{ type: "note", options: { priority: "urgent" } }, /Unknown priority "urgent"/],
    [{ type: "note", options: { delay: "soon" } }, /delay is a number of seconds/],
    [{ type: "note", options: { attempts: 0 } }, /attempts are a whole number/],
    [{ type: "note", options: { runAt: "soon" } }, /runAt is a date/],
  ])("refuses %j", async (call: { type: string; options?: object }, message) => {
    const { status } = await enqueue(call.type, null, call.options);
    expect(status).toBe(500);
    await expect.poll(server.log).toMatch(message);
  });
});

describe("attempts", () => {
  it("back off, and end dead with the error and its line", async () => {
    const { id } = await enqueue("fail");
    await expect.poll(() => statusOf(id)).toBe("dead");
    const { attempts, error } = await job(id);
    expect(attempts).toBe(3);
    expect(error).toMatch(/card 4242 declined[\s\S]*pocketbundle\.config\.js:\d+/);
    const times = (await seen(server, "fail")).map(({ data }) => data);
    expect(times[1] - times[0]).toBeGreaterThanOrEqual(80);
    expect(times[2] - times[1]).toBeGreaterThanOrEqual(320);
  });

  it("retryIn says when", async () => {
    await enqueue("later");
    await settled(server);
    const times = (await seen(server, "later")).map(({ data }) => data);
    expect(times).toHaveLength(2);
    expect(times[1] - times[0]).toBeGreaterThanOrEqual(1000);
  });

  it("discard ends it at once, and the dashboard runs it again", async () => {
    const { id } = await enqueue("drop");
    await expect.poll(() => statusOf(id)).toBe("dead");
    expect((await job(id)).error).toContain("no such customer");
    await server.pb.collection("bundle_jobs").update(id, { status: "queued" });
    await expect
      .poll(async () => (await seen(server, "drop")).map(({ of }) => of))
      .toEqual(["1", "1"]);
  });

  it("a handler that returns a promise is a failure, not a success", async () => {
    const { id } = await enqueue("promise");
    await expect.poll(() => statusOf(id)).toBe("dead");
    expect((await job(id)).error).toMatch(/async/);
  });
});

it("a limit of one is kept by three workers", async () => {
  for (let i = 0; i < 12; i++) await enqueue("limited");
  await settled(server);
  expect((await seen(server, "limited")).map(({ of }) => of)).toEqual(Array(12).fill("1"));
});

it("a job that takes longer than its lease keeps it", async () => {
  const { id } = await enqueue("long");
  await expect.poll(() => statusOf(id)).toBe("done");
  expect((await seen(server, "long")).map(({ of }) => of)).toEqual(["begin", "end"]);
  expect((await job(id)).attempts).toBe(1);
});

it("old jobs that are done are deleted", async () => {
  const { id } = await enqueue("note", { text: "old" });
  await settled(server);
  await execute(
    server,
    `UPDATE bundle_jobs SET finished = '2020-01-01 00:00:00.000Z' WHERE id = '${id}'`,
  );
  await expect
    .poll(() => sql(server, `SELECT id AS v FROM bundle_jobs WHERE id = '${id}'`))
    .toEqual([]);
});

it("nobody but superusers reads the queue, the changes or the health", async () => {
  for (const path of [
    "/api/collections/bundle_jobs/records",
    "/api/collections/bundle_changes/records",
    "/api/bundle/health",
  ]) {
    expect([401, 403]).toContain((await fetch(server.url + path)).status);
  }
  expect(await probe(server, "return $app.findCollectionByNameOrId('bundle_jobs').listRule")).toBe(
    null,
  );
});

it("an older job does not take the place of a newer one with its key that runs", async () => {
  const versions = () => seen(server, "versions");
  const old = await enqueue("versions", { text: "old" }, { key: "v" });
  await expect.poll(() => statusOf(old.id)).toBe("dead");
  const newer = await enqueue("versions", { text: "new", waits: true }, { key: "v" });
  await expect.poll(async () => (await versions()).length).toBe(2);
  const refused = {
    code: 1,
    output: expect.stringMatching(/another job with its key waits or runs/),
  };
  expect(await server.command("bundle", "retry", old.id)).toMatchObject(refused);
  expect(await statusOf(newer.id)).toBe("running");
  const all = await server.command("bundle", "retry", "--dead");
  expect(all.output).toMatch(/stay dead: each has the key of a job that waits or runs/);
  await probe(server, `$app.store().set("versions.end", "1")`);
  await expect.poll(() => statusOf(newer.id)).toBe("done");
  expect((await versions()).map(({ of, data }) => [of, data])).toEqual([
    ["old", 1],
    ["new", 1],
    ["new", 2],
  ]);
  expect(await server.command("bundle", "retry", old.id)).toMatchObject({ code: 0 });
});

it("the commands show the queue and run dead jobs again", async () => {
  const { id } = await enqueue("fail");
  await expect.poll(() => statusOf(id)).toBe("dead");
  const status = await server.command("bundle", "status");
  expect(status.output).toMatch(/type\s+due\s+scheduled\s+running\s+dead/);
  expect(status.output).toMatch(/fail\s+0\s+0\s+0\s+[12]/);
  const before = (await seen(server, "fail")).length;
  expect(await server.command("bundle", "retry", id)).toMatchObject({ code: 0 });
  await expect.poll(async () => (await seen(server, "fail")).length).toBeGreaterThan(before);
  await expect.poll(() => statusOf(id)).toBe("dead");
  expect((await server.command("bundle", "retry", "--dead")).output).toMatch(
    /\d back in the queue/,
  );
  expect(await server.command("bundle", "retry", "nothing")).toMatchObject({
    code: 1,
    output: expect.stringContaining('no dead, done, cancelled or waiting job "nothing"'),
  });
});

it.each([
  [["retry", "--ded"], /Unknown flag "--ded". Did you mean "--dead"\?/],
  [["retry", "a", "b"], /takes 1 argument\(s\), and "b" is one too many/],
  [["work", "--worker", "4"], /Unknown flag "--worker". Did you mean "--workers"\?/],
  [["work", "4"], /takes no argument\(s\), and "4" is one too many/],
  [["uninstall", "--dyr-run"], /Unknown flag "--dyr-run". Did you mean "--dry-run"\?/],
  [["wrok"], /Unknown command "wrok". Did you mean "work"\?/],
  [["--jsno"], /Unknown flag "--jsno". Did you mean "--json"\?/],
  [["check", "--jsno"], /Unknown flag "--jsno"/],
  [["status", "x"], /takes no argument\(s\), and "x" is one too many/],
  [["pause", "--hooksPool", "5", "nope"], /Unknown job type "nope"/],
])("the command %j is refused, and says why", async (args, message) => {
  const { code, output } = await server.command("bundle", ...args);
  expect([code, output]).toEqual([1, expect.stringMatching(message)]);
});

it.each([
  [["retry"], /say what to run again/],
  [["retry", "a", "--dead"], /say what to run again/],
  [["work", "--workers", "0"], /--workers takes a whole number above 0, got "0"/],
  [["work", "--workers="], /--workers takes a whole number above 0, got ""/],
  [["pause"], /say which type of job: `pocketbase bundle pause <type>`/],
  [["uninstall", "--yes=false"], /--yes takes no value, got "false"/],
])("the command %j is not complete: exit code 2", async (args, message) => {
  const { code, output } = await server.command("bundle", ...args);
  expect([code, output]).toEqual([2, expect.stringMatching(message)]);
});

it.each([
  [`jobs: { worker: 1 }`, /jobs[\s\S]*Did you mean "workers"/],
  [`jobs: { workers: 0 }`, /jobs\.workers\n.*1 or more/],
  [`jobs: { keep: { done: "a week" } }`, /jobs\.keep\.done\n.*7d/],
  [
    `extensions: [{ name: "x", changes: [{ on: "orders:make", handler() {} }] }]`,
    /changes\[0\]\.on\n.*orders:create/,
  ],
  [`extensions: [{ name: "x", jobs: { a: {} } }]`, /jobs\.a\.handler\n.*Missing/],
  [
    `extensions: [{ name: "x", jobs: { a: { handler() {} } } }, { name: "y", jobs: { a: { handler() {} } } }]`,
    /extensions\[1\]\.jobs\.a\n.*another job "a"/,
  ],
])("refuses the config %s", async (text, message) => {
  const { code, output } = await refuse(`module.exports = { ${text} }`, { migrations: MIGRATIONS });
  expect(code).toBe(1);
  expect(output).toMatch(message);
});
