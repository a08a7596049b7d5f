// The storage of the bundle: each released layout is brought to today's, and nothing that waited in
// it is lost.
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Server, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { refuse, serve } from "./bundle.ts";
import { type Layout, migrationOf, readLayout } from "./layouts/layout.ts";
import {
  execute,
  GATE,
  MIGRATIONS,
  openGate,
  PROBE,
  pause,
  SEE,
  seen,
  settled,
  sql,
} from "./work.ts";

const LAYOUTS = "tests/server/layouts";
const RELEASED = readdirSync(LAYOUTS).filter((file) => /^\d.*\.json$/.test(file));

const CONFIG = `${SEE}
module.exports = {
  jobs: { workers: 1, poll: 20, lease: 1000, backoff: 100 },
  mail: { messages: { note: { category: "news" } } },
  receive: { hmac: { secret: "secret", hmac: { header: "X-Sign" }, on: { "*": (event, ctx) => see(ctx.app, "event", ctx.event.id, event) } } },
  extensions: [{ name: "x",
    changes: [{ on: "orders:create", handler: (change, ctx) => see(ctx.app, "change", change.record.title) }],
    jobs: {
      keyed: { handler: (payload, ctx) => see(ctx.app, "keyed", payload.n) },
      count: { handler: (payload, ctx) => see(ctx.app, "job", payload.n, ctx.job.attempt) } },
  }],
};`;
const HOOKS = {
  ...PROBE,
  "mail/note.html": "<p>{{text}}</p>",
  "mail/note.subject.txt": "A note",
};

/** What a server that was killed has left: jobs, a mail, an event and a change. */
const WAITING = `
  const at = "2026-01-01 00:00:00.000Z";
  const job = (id, type, payload, more = {}) => {
    const values = { id, type, payload: JSON.stringify(payload), status: "queued", max_attempts: 8, created: at, ...more };
    const names = Object.keys(values);
    app.db().newQuery("INSERT INTO bundle_jobs (" + names.join(", ") + ") VALUES (" + names.map((name) => "{:" + name + "}").join(", ") + ")").bind(values).execute();
  };
  job("queuedjob000001", "count", { n: 1 });
  job("runningjob00001", "count", { n: 2 }, { status: "running", token: "t", leased_until: at, attempts: 1 });
  job("keyedjob0000001", "keyed", { n: 3 }, { key: "k", status: "running", token: "t", leased_until: at, attempts: 1 });
  job("keyedjob0000002", "keyed", { n: 4 }, { key: "l" });
  job("keyedjob0000003", "keyed", { n: 5 }, { key: "k", status: "dead", finished: at, attempts: 8 });
  job("mailjob00000001", "bundle.mail", { id: "mail00000000001" });
  const envelope = JSON.stringify({ to: [{ name: "", address: "ada@example.com" }], cc: [], bcc: [], replyTo: [] });
  app.db().newQuery("INSERT INTO bundle_mails (id, message, category, status, [[to]], envelope, data, created) VALUES ('mail00000000001', 'note', 'news', 'queued', 'ada@example.com', {:envelope}, {:data}, {:at})")
    .bind({ envelope, data: '{"text":"hello"}', at }).execute();
  app.db().newQuery("INSERT INTO bundle_events (id, source, event, type, payload, status, at, created) VALUES ('event0000000001', 'hmac', 'e1', 'paid', '{\\"a\\":1}', 'queued', {:at}, {:at})").bind({ at }).execute();
  const orders = app.findCollectionByNameOrId("orders");
  const order = new Record(orders, { title: "before" });
  app.save(order);
  app.db().newQuery("INSERT INTO bundle_captured (source, record, created) VALUES ({:source}, {:id}, {:at})")
    .bind({ source: JSON.stringify({ collection: orders.id, name: "orders", action: "create" }), id: order.id, at }).execute();`;

const versions = (server: Server) =>
  sql(server, "SELECT part || ' ' || version AS v FROM bundle_versions ORDER BY v");

const start = (migrations = MIGRATIONS as Record<string, string>) =>
  serve({ config: CONFIG, hooks: HOOKS, migrations });

const VERSIONS = ["config 1", "mail 1", "pocketbundle-work 2", "receive 1"];

describe.each(RELEASED)("the layout of %s", (file) => {
  const layout: Layout = JSON.parse(readFileSync(join(LAYOUTS, file), "utf8"));

  it("is brought to today's, and what waited in it is handled", async () => {
    const server = await start({ ...MIGRATIONS, "3_layout.js": migrationOf(layout, WAITING) });
    const smtp = await startSmtp();
    onTestFinished(() => smtp.stop());
    await useSmtp(server.pb, smtp);
    await settled(server);
    expect((await seen(server)).map(({ what, of }) => `${what} ${of}`).sort()).toEqual([
      "change before",
      "event e1",
      "job 1",
      "job 2",
      "keyed 3",
      "keyed 4",
    ]);
    await expect.poll(() => smtp.mails.length).toBe(1);
    expect(smtp.mails[0]?.text).toContain("hello");
    expect(await versions(server)).toEqual(VERSIONS);
    const today = JSON.parse(readFileSync(join(LAYOUTS, "current.json"), "utf8"));
    expect(await readLayout(server)).toEqual(today);
    // What comes now goes the same way.
    await server.client().collection("orders").create({ title: "after" });
    await settled(server);
    expect((await seen(server, "change")).map(({ of }) => of)).toEqual(["before", "after"]);
  });
});

describe("own storage", () => {
  it("is as current.json says; a released layout is a copy of it under the version's name", async () => {
    const server = await start();
    const layout = `${JSON.stringify(await readLayout(server), undefined, 2)}\n`;
    await expect(layout).toMatchFileSnapshot(
      "layouts/current.json",
      "The layout has changed. If that is meant, run this file with -u, and commit the layout.",
    );
    expect(await versions(server)).toEqual(VERSIONS);
  });

  it("is written by the first start, and by no other", async () => {
    const server = await start();
    const schema = () =>
      sql(server, "SELECT CAST(schema_version AS TEXT) AS v FROM pragma_schema_version");
    const updated = () => sql(server, "SELECT updated AS v FROM _collections ORDER BY name");
    // A start and a stop make and drop the triggers.
    const before = [await updated(), await versions(server)];
    const count = Number((await schema())[0]);
    await server.restart();
    const once = Number((await schema())[0]) - count;
    await server.restart();
    expect(Number((await schema())[0]) - count).toBe(2 * once);
    expect([await updated(), await versions(server)]).toEqual(before);
  });

  it("of a newer file is refused, and left as it is", async () => {
    const server = await start();
    await execute(server, "UPDATE bundle_versions SET version = 7 WHERE part = 'receive'");
    await execute(
      server,
      "UPDATE bundle_versions SET version = 9 WHERE part = 'pocketbundle-work'",
    );
    await server.stop();
    for (const command of [["work"], ["status"], ["retry", "x"]]) {
      const { code, output } = await server.command("bundle", ...command);
      expect(output).toContain("has version 9, and this file knows version 2");
      expect(code).toBe(1);
    }
    await expect(server.restart()).rejects.toThrow(
      /storage of "receive"\n.*A newer pocketbundle\.pb\.js has used this database: its storage has version 7, and this file knows versions up to 1/,
    );
    // Without jobs, it would still drop triggers that it does not know.
    const file = join(server.folder.hooks, "pocketbundle.config.js");
    writeFileSync(file, "module.exports = { validate: {} };");
    await expect(server.restart()).rejects.toThrow(/storage of "pocketbundle-work"\n.*version 9/);
  });

  it("of a newer file keeps what waits until the newer file is back", async () => {
    const server = await start();
    await pause(server);
    const orders = server.client().collection("orders");
    const { id } = await orders.create({ title: "first" });
    await orders.update(id, { title: "second" });
    await execute(
      server,
      "INSERT INTO bundle_jobs (id, type, payload, status, max_attempts) VALUES ('waitingjob00001', 'keyed', '{\"n\":1}', 'queued', 8)",
    );
    // A newer file has one more column for what it captures, and has not handled it yet.
    await execute(server, "ALTER TABLE bundle_captured ADD COLUMN later TEXT DEFAULT 'kept'");
    await execute(
      server,
      "UPDATE bundle_versions SET version = 9 WHERE part = 'pocketbundle-work'",
    );
    const waiting = () =>
      sql(
        server,
        "SELECT record || coalesce(old, '') || coalesce(new, '') || later AS v FROM bundle_captured ORDER BY id",
      );
    const before = await waiting();
    expect(before).toHaveLength(2);
    await server.kill9();
    for (const config of [CONFIG, "module.exports = { validate: {} };"]) {
      writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), config);
      await expect(server.restart()).rejects.toThrow(/storage of "pocketbundle-work"\n.*version 9/);
      expect(await server.command("bundle", "status")).toMatchObject({ code: 1 });
    }
    const file = join(server.folder.hooks, "pocketbundle.pb.js");
    renameSync(file, `${file}.bak`);
    await server.restart();
    expect(await waiting()).toEqual(before);
    // This stands for the newer file.
    await execute(
      server,
      "UPDATE bundle_versions SET version = 2 WHERE part = 'pocketbundle-work'",
    );
    await server.stop();
    renameSync(`${file}.bak`, file);
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), CONFIG);
    await server.restart();
    await settled(server);
    expect((await seen(server)).map(({ what, of }) => `${what} ${of}`).sort()).toEqual([
      "change first",
      "keyed 1",
    ]);
  });

  it("of a newer file is left to it with POCKETBUNDLE_ON_ERROR=log too", async () => {
    const server = await serve({
      config: CONFIG,
      hooks: HOOKS,
      migrations: {
        ...MIGRATIONS,
        "3_newer.js": `migrate((app) => {
          app.save(new Collection({ type: "base", name: "bundle_jobs" }));
          app.db().newQuery("CREATE TABLE bundle_versions (part TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL)").execute();
          app.db().newQuery("INSERT INTO bundle_versions VALUES ('pocketbundle-work', 9)").execute();
        })`,
      },
      env: { POCKETBUNDLE_ON_ERROR: "log" },
    });
    expect(server.log()).toContain("WITHOUT Pocketbundle's guarantees");
    await server.client().collection("orders").create({ title: "x" });
    expect(server.log()).not.toContain("background work");
    expect(
      await sql(server, "SELECT name AS v FROM sqlite_master WHERE name LIKE 'bundle%'"),
    ).toEqual(["bundle_jobs", "bundle_versions"]);
  });

  it("is made anew after an uninstall of 0.1.0, which left the versions", async () => {
    const server = await start({
      ...MIGRATIONS,
      "3_left.js": `migrate((app) => {
        app.db().newQuery("CREATE TABLE bundle_versions (part TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL)").execute();
        app.db().newQuery("INSERT INTO bundle_versions VALUES ('pocketbundle-work', 1), ('receive', 1), ('mail', 0)").execute();
      })`,
    });
    const today = JSON.parse(readFileSync(join(LAYOUTS, "current.json"), "utf8"));
    expect(await readLayout(server)).toEqual(today);
    await server.client().collection("orders").create({ title: "x" });
    await settled(server);
    expect(await seen(server, "change")).toHaveLength(1);
  });

  it("is there when a user's collection cannot be made and the server starts all the same", async () => {
    const server = await serve({
      config: CONFIG.replace(
        'name: "x",',
        'name: "x", collections: [{ name: "wrong", fields: [{ name: "a", type: "nope" }] }],',
      ),
      hooks: HOOKS,
      migrations: MIGRATIONS,
      env: { POCKETBUNDLE_ON_ERROR: "log" },
    });
    expect(server.log()).toContain("PocketBase does not take it: GoError: failed");
    await server.client().collection("orders").create({ title: "x" });
    await settled(server);
    expect(await seen(server, "change")).toHaveLength(1);
  });

  it("is brought up to date while another process writes", async () => {
    const config = (fields: object[]) =>
      GATE +
      // A start that holds the database for long does not take the job from its worker.
      CONFIG.replace("lease: 1000", "lease: 30_000").replace(
        /jobs: \{\s*keyed.*\n\s*count/,
        `collections: ${JSON.stringify([{ name: "growing", fields }])},
        jobs: {
          write: { handler: (payload, ctx) => {
            console.log("It writes.");
            while (!isGateOpen()) see(ctx.app, "written", 1);
          } },
          keyed: { handler() {} },
          count`,
      );
    const server = await serve({ config: config([]), hooks: HOOKS, migrations: MIGRATIONS });
    // The job is for the other process.
    await pause(server);
    await execute(
      server,
      "INSERT INTO bundle_jobs (id, type, status, max_attempts) VALUES ('writingjob00001', 'write', 'queued', 8)",
    );
    await server.kill9();
    const worker = server.background("bundle", "work", "--hooksWatch=false");
    await expect.poll(worker.output).toContain("It writes.");
    const written = async () =>
      Number((await sql(server, "SELECT CAST(count(*) AS TEXT) AS v FROM seen"))[0]);
    for (const count of [8, 16]) {
      const fields = Array.from({ length: count }, (_, n) => ({ name: `f${n}`, type: "text" }));
      writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), config(fields));
      await server.restart();
      const growing = await server.pb.collections.getOne("growing");
      expect(growing.fields.filter(({ name }) => /^f\d/.test(name))).toHaveLength(count);
      // It has written before the start, and goes on.
      const before = await written();
      expect(before).toBeGreaterThan(0);
      await expect.poll(written).toBeGreaterThan(before);
    }
    expect(worker.output().split("It writes.")).toHaveLength(2);
    openGate(server);
    expect(await worker.end("SIGTERM")).toBe(0);
  });

  it("is not half done after a start that was refused", async () => {
    const wrong = CONFIG.replace(
      'name: "x",',
      'name: "x", collections: [{ name: "good" }, { name: "wrong", fields: [{ name: "a", type: "nope" }] }],',
    );
    const { output } = await refuse(wrong, { hooks: HOOKS, migrations: MIGRATIONS });
    expect(output).toContain('collection "wrong" of extension "x"');
    const server = await start();
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), wrong);
    await expect(server.restart()).rejects.toThrow(/collection "wrong"/);
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), CONFIG);
    await server.restart();
    expect(await sql(server, "SELECT name AS v FROM _collections WHERE name = 'good'")).toEqual([]);
  });

  it("counts no server that was refused among those at work, and has no triggers of it", async () => {
    const server = await start();
    await server.stop();
    const file = join(server.folder.hooks, "pocketbundle.config.js");
    writeFileSync(
      file,
      CONFIG.replace("messages: {", 'messages: { gone: { on: "orders:create", to: "a@b.cd" },'),
    );
    await expect(server.restart()).rejects.toThrow(/mail\/gone\.html/);
    writeFileSync(file, CONFIG);
    expect(await server.command("bundle", "uninstall", "--yes")).toMatchObject({ code: 0 });
  });

  it("of each extension has a file for each migration, numbered by its place", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
      /migrations\/.*\.ts$/.test(file),
    );
    const folders = [...new Set(files.map((file) => dirname(dirname(file))))];
    expect(folders.sort()).toEqual(["extensions/mail", "extensions/receive", "work"]);
    for (const folder of folders) {
      const numbered = files.filter((file) => dirname(dirname(file)) === folder).sort();
      const storage = readFileSync(join("src", folder, "storage.ts"), "utf8");
      const imported = [...storage.matchAll(/from "\.\/(migrations\/(\d{4})-.*)";/g)];
      expect(imported.map(([, file]) => `${folder}/${file}`)).toEqual(numbered);
      expect(imported.map(([, , number]) => Number(number))).toEqual(numbered.map((_, i) => i + 1));
      const [, list = ""] = storage.match(/MIGRATIONS[^=]*= \[([^\]]*)\]/) ?? [];
      expect(list.split(",").filter((one) => one.trim())).toHaveLength(numbered.length);
    }
  });
});
