// Collections that travel: snapshots of `migrate collections`, files of `--automigrate`, exports and
// imports, with the bundle's own collections and indexes in them.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Server, startServer } from "../../kit/testing/index.ts";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { failure, serve } from "./bundle.ts";
import { readLayout } from "./layouts/layout.ts";
import { execute, MIGRATIONS, PROBE, pause, resume, SEE, seen, settled, sql } from "./work.ts";

const CONFIG = `${SEE}
module.exports = {
  jobs: { workers: 1, poll: 20 },
  validate: { orders: { fields: { sku: { unique: true } }, limit: { max: 50, per: ["status"] } } },
  mail: { messages: { note: { category: "news" } } },
  receive: { hmac: { secret: "secret", hmac: { header: "X-Sign" }, on: { "*": () => {} } } },
  extensions: [{ name: "x",
    collections: [{ name: "things", fields: [{ name: "title", type: "text" }] }],
    changes: [{ on: "orders:create", handler: (change, ctx) => { see(ctx.app, "change", change.record.title); ctx.jobs.enqueue("a", change.record.title); } }],
    jobs: { a: { handler: (payload, ctx) => see(ctx.app, "job", payload) } },
  }],
};`;
const HOOKS = {
  ...PROBE,
  "mail/note.html": "<p>{{text}}</p>",
  "mail/note.subject.txt": "A note",
};
/** Files of PocketBase's own begin with the time. */
const FIRST = Object.fromEntries(
  Object.entries(MIGRATIONS).map(([name, text]) => [`000${name}`, text]),
);
const START = { config: CONFIG, hooks: HOOKS, migrations: FIRST };

/** A server without the bundle. */
const bare = (migrations: Record<string, string>) =>
  startServer({ migrations, hooks: PROBE, cleanup: onTestFinished });

const migrationsOf = (server: Server): Record<string, string> => {
  const folder = server.folder.migrations;
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
};

/** Runs `migrate collections`, which asks whether it may. */
function snapshot(server: Server): Record<string, string> {
  const before = Object.keys(migrationsOf(server));
  execFileSync(pocketbaseBinary(), ["migrate", "collections", ...server.folder.args], {
    input: "y\n",
    stdio: ["pipe", "ignore", "ignore"],
    env: { HOME: server.folder.root },
  });
  const made = Object.entries(migrationsOf(server)).filter(([name]) => !before.includes(name));
  expect(made).toHaveLength(1);
  return Object.fromEntries(made);
}

/** What the dashboard exports. */
const exported = (server: Server) =>
  server.pb.collections
    .getFullList()
    .then((all) => all.map(({ created: _, updated: __, ...collection }) => collection));

const imported = (server: Server, collections: object[], deleteMissing: boolean) =>
  server.pb.collections.import(collections as never, deleteMissing);

/** All parts of the bundle work. */
async function works(server: Server, title = "works") {
  await server.client().collection("orders").create({ title, sku: title });
  await settled(server);
  const found = (await seen(server)).filter(({ of }) => of === title);
  expect(found.map(({ what }) => what)).toEqual(["change", "job"]);
  const again = server.client().collection("orders").create({ title, sku: title });
  expect((await failure(again)).status).toBe(400);
  // What waits is to be seen in the dashboard.
  await pause(server);
  await server.client().collection("orders").create({ title: "waits" });
  const waiting = await server.pb.collection("bundle_changes").getFullList();
  await resume(server);
  expect(waiting).toMatchObject([{ collection: "orders", action: "create" }]);
  await settled(server);
}

describe("a snapshot of the migrations", () => {
  it("starts on a fresh database, with the bundle and without it", async () => {
    const server = await serve(START);
    await works(server);
    const migrations = snapshot(server);
    expect(Object.values(migrations)[0]).toContain('"name": "bundle_changes"');

    const other = await serve({ ...START, migrations });
    await works(other);
    expect(await readLayout(other)).toEqual(await readLayout(server));

    const without = await bare(migrations);
    await without.client().collection("orders").create({ title: "without" });
    expect(await without.pb.collection("bundle_changes").getFullList()).toEqual([]);
    expect((await exported(without)).map(({ name }) => name).sort()).toEqual(
      (await exported(server)).map(({ name }) => name).sort(),
    );
  });

  it("is the same after a start of a server that it has made", async () => {
    const server = await serve({ ...START, migrations: snapshot(await serve(START)) });
    const before = Object.values(snapshot(server));
    await server.restart();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(Object.values(snapshot(server))).toEqual(before);
  });
});

describe.each([
  ["and removes nothing", false],
  ["and removes what is missing", true],
])("an import that adds %s", (_, deleteMissing) => {
  it("works between servers with the bundle, and on itself while work waits", async () => {
    const server = await serve(START);
    const other = await serve(START);
    await other.pb.collections.create({
      name: "more",
      type: "base",
      fields: [{ name: "a", type: "text" }],
    });
    const [fewer, all] = [await exported(server), await exported(other)];
    for (const target of [server, other]) {
      await execute(
        target,
        "INSERT INTO bundle_jobs (id, type, status, max_attempts, error) VALUES ('deadjob00000001', 'a', 'dead', 8, 'kept')",
      );
      await pause(target);
      await target.client().collection("orders").create({ title: "before", sku: "b" });
      const before = await readLayout(target);
      await imported(target, all, deleteMissing);
      await imported(target, fewer, deleteMissing);
      expect(await readLayout(target)).toEqual(before);
      await resume(target);
      await works(target);
      expect((await seen(target, "change")).map(({ of }) => of).slice(0, 2)).toEqual([
        "before",
        "works",
      ]);
      expect(await sql(target, "SELECT error AS v FROM bundle_jobs WHERE status = 'dead'")).toEqual(
        ["kept"],
      );
      const more = await sql(target, "SELECT name AS v FROM _collections WHERE name = 'more'");
      expect(more).toEqual(deleteMissing ? [] : ["more"]);
      await target.restart();
      await works(target, "again");
    }
  });

  it("leaves the bundle's collections alone, of whatever version those in the file are", async () => {
    const server = await serve(START);
    const before = await readLayout(server);
    const all = await exported(server);
    const older = all.map((one) =>
      one.name === "bundle_jobs"
        ? { ...one, fields: one.fields.filter(({ name }) => name !== "started"), indexes: [] }
        : one,
    );
    await imported(server, older, deleteMissing);
    await imported(
      server,
      all.filter(({ name }) => !name.startsWith("bundle_")),
      deleteMissing,
    );
    expect(await readLayout(server)).toEqual(before);
    await works(server);
  });

  it("works on a server that has no such config, or no bundle", async () => {
    const all = await exported(await serve(START));
    const rules = await serve({
      config: "module.exports = { validate: { orders: { fields: { title: { minLength: 2 } } } } };",
      hooks: PROBE,
    });
    await imported(rules, all, deleteMissing);
    expect(
      await sql(rules, "SELECT name AS v FROM _collections WHERE name LIKE 'bundle%'"),
    ).toEqual([]);
    await rules.restart();

    const without = await bare({});
    await imported(without, all, deleteMissing);
    await without.client().collection("orders").create({ title: "without" });
    expect(await without.pb.collection("bundle_changes").getFullList()).toEqual([]);
  });
});

describe("--automigrate", () => {
  it("writes no file for what a start makes, and files for the dashboard that work anywhere", async () => {
    const server = await serve({ ...START, args: ["--hooksWatch=false", "--automigrate"] });
    await server.restart();
    expect(Object.keys(migrationsOf(server))).toEqual(Object.keys(FIRST));
    const orders = await server.pb.collections.getOne("orders");
    expect(orders.indexes.join()).toContain("idx_bundle_");
    await server.pb.collections.update("orders", {
      fields: [...orders.fields, { name: "added", type: "text" }],
    });
    await server.pb.collections.create({
      name: "copies",
      type: "base",
      fields: orders.fields.map(({ id: _, ...field }) => field),
      indexes: orders.indexes.map((sql: string) =>
        sql.replaceAll("orders", "copies").replace("idx_bundle_", "idx_"),
      ),
    });
    const migrations = migrationsOf(server);
    expect(Object.keys(migrations)).toHaveLength(Object.keys(FIRST).length + 2);
    for (const other of [await serve({ ...START, migrations }), await bare(migrations)]) {
      await other.client().collection("orders").create({ title: "a", sku: "a", added: "b" });
    }
    await works(await serve({ ...START, migrations }));
  });
});
