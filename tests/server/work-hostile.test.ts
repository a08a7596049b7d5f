// Tests ways to break the promises of changes and jobs, which a review found.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const config = (more = "", names = "orders:*") => `${SEE}
module.exports = {
  jobs: { workers: 2, poll: 20, lease: 2000, backoff: 100 },
  extensions: [{ name: "x",
    changes: [{ on: ${JSON.stringify(names.split(" "))}, handler: (change, ctx) => see(ctx.app, change.action, change.record.id, change) }],
    jobs: {
      note: { handler: (payload, ctx) => see(ctx.app, "note", payload.text, ctx.job.attempt) },
      fail: { attempts: 1, handler: () => { throw new Error("never"); } },
      ${more}
    } }],
};`;
const start = (text = config(), more = {}) =>
  serve({ config: text, migrations: { ...MIGRATIONS, ...more }, hooks: PROBE });
const table = (name: string, fields: object[]) => ({
  [`3_${name}.js`]: `migrate((app) => app.save(new Collection({ type: "base", name: "${name}", fields: ${JSON.stringify(fields)} })))`,
});
const triggers = "SELECT name AS v FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
const insertJob = (type: string, payload: string, key = "") =>
  `INSERT INTO bundle_jobs (type, payload, status, key, max_attempts, created) VALUES ('${type}', '${payload}', 'queued', '${key}', 1, '2026-01-01 00:00:00.000Z')`;

it("a second server that finds its port taken leaves the first one's triggers", async () => {
  const server = await start();
  const before = await sql(server, triggers);
  const address = server.url.replace("http://", "");
  const second = await server.command("serve", `--http=${address}`);
  expect(second.output).toMatch(/address already in use/);
  expect(await sql(server, triggers)).toEqual(before);
  await server.client().collection("orders").create({ title: "not lost" });
  await settled(server);
  expect(await seen(server, "create")).toHaveLength(1);
});

it("rows are captured as they are, whatever their fields and ids are called", async () => {
  const odd = [
    { type: "number", name: "ROWID" },
    { type: "text", name: "word" },
    { type: "text", name: "select" },
  ];
  const other = [{ type: "text", name: "Word" }];
  const server = await start(config("", "orders:* odd:* other:*"), {
    ...table("odd", odd),
    ...table("other", other),
  });
  await execute(
    server,
    "INSERT INTO odd (id, [ROWID], word, [select]) VALUES ('capsfirstcapsfi', 7, 'first', 's'), ('capssecondcapss', 7, 'second', 's')",
  );
  await execute(
    server,
    "INSERT INTO orders (id, title, quantity, price) VALUES ('exactexactexact', 'e', 1764547200123456, 0.1 + 0.2)",
  );
  await execute(server, "INSERT INTO orders (id, title) VALUES (x'414243', 'blob')");
  await settled(server);
  const rows = (await seen(server, "create")).map(({ data }) => data.record);
  expect(rows).toMatchObject([
    { id: "capsfirstcapsfi", ROWID: 7, word: "first", select: "s" },
    { id: "capssecondcapss", ROWID: 7, word: "second" },
    { quantity: 1764547200123456, price: 0.1 + 0.2 },
    { id: "ABC", title: "blob" },
  ]);
});

it("users' own triggers stay, and one that deletes the row leaves its id", async () => {
  const own = {
    "4_own.js": `migrate((app) => {
      app.db().newQuery("CREATE TRIGGER bundles_touch AFTER UPDATE ON lines BEGIN SELECT 1; END").execute();
      app.db().newQuery("CREATE TRIGGER zap AFTER INSERT ON orders WHEN NEW.title = 'zap' BEGIN DELETE FROM orders WHERE id = NEW.id; END").execute();
    })`,
  };
  const server = await start(config(), own);
  await execute(server, "INSERT INTO orders (id, title) VALUES ('zapzapzapzapzap', 'zap')");
  await settled(server);
  expect((await seen(server)).map(({ of }) => of)).toEqual(["zapzapzapzapzap", "zapzapzapzapzap"]);
  await server.stop();
  await server.restart();
  expect(await sql(server, triggers)).toEqual(expect.arrayContaining(["bundles_touch", "zap"]));
});

it("a payload that is no JSON, or deeper than SQLite reads, is one job's failure", async () => {
  const server = await start();
  await execute(server, insertJob("note", "{not json"));
  await execute(server, insertJob("note", `${'{"a":'.repeat(1500)}1${"}".repeat(1500)}`));
  for (const text of ["a", "b", "c"])
    await execute(server, insertJob("note", `{"text":"${text}"}`));
  await settled(server);
  const notes = (await seen(server, "note")).map(({ of }) => of).filter((of) => of.length === 1);
  expect(notes.toSorted()).toEqual(["a", "b", "c"]);
  const statuses = await sql(server, "SELECT status AS v FROM bundle_jobs ORDER BY v");
  expect(statuses.filter((status) => status === "dead")).toHaveLength(1);
});

it("two dead jobs with one key are run again one after the other", async () => {
  const server = await start();
  for (let i = 0; i < 2; i++) {
    await execute(server, insertJob("fail", "null", "k"));
    await settled(server);
  }
  const { code, output } = await server.command("bundle", "retry", "--dead");
  expect(code).toBe(0);
  expect(output).toMatch(/1 back in the queue[\s\S]*1 stay dead/);
});

it("a job that is set dead, or to another priority, by hand holds up no other job", async () => {
  const server = await start();
  const jobs = server.pb.collection("bundle_jobs");
  const waiting = await jobs.create({
    type: "note",
    payload: { text: "later" },
    status: "queued",
    key: "k",
    priority: 7,
    max_attempts: 3,
    run_at: "2100-01-01 00:00:00.000Z",
  });
  expect(waiting).toMatchObject({ priority: 1, run_at: "2100-01-01 00:00:00.000Z" });
  await jobs.update(waiting.id, { status: "dead" });
  expect((await jobs.getOne(waiting.id)).finished).not.toBe("");
  await execute(server, insertJob("note", '{"text":"now"}', "k"));
  await settled(server);
  expect((await seen(server, "note")).map(({ of }) => of)).toEqual(["now"]);
});

it("200 job types", async () => {
  const many = Array.from(
    { length: 200 },
    (_, i) => `many${i}: { handler: (payload, ctx) => see(ctx.app, "many", ${i}) },`,
  );
  const server = await start(config(many.join("")));
  for (let i = 0; i < 200; i++) await execute(server, insertJob(`many${i}`, "null"));
  await settled(server);
  expect(await seen(server, "many")).toHaveLength(200);
});

it("a change handler that uses $app is named, and does not stop the server from ending", async () => {
  const text = config().replace("see(ctx.app, change.action", "see($app, change.action");
  const server = await start(text);
  await server.client().collection("orders").create({ title: "stuck" });
  await server.waitForLog(/uses \$app instead of ctx\.app/i, 40_000);
  expect(await Promise.race([server.stop(), after(15_000)])).not.toBe("late");
});

it("a collection that gets another name by import is no longer captured, and that is said", async () => {
  const server = await start();
  const collection = await server.pb.collections.getOne("orders");
  await server.pb.collections.import([{ ...collection, name: "orders2" }] as never, false);
  await server.waitForLog(/called "orders2" now/);
  expect(await sql(server, triggers)).toEqual([]);
  await probe(
    server,
    `$app.save(new Record($app.findCollectionByNameOrId("orders2"), { title: "x" }))`,
  );
  await settled(server);
  expect(await seen(server)).toEqual([]);
});

const after = (milliseconds: number) =>
  new Promise<string>((resolve) => setTimeout(() => resolve("late"), milliseconds));
