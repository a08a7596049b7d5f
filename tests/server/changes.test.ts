import { describe, expect, it } from "vitest";
import { failure, refuse, serve, serveAll } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, probe, SEE, type Seen, seen, settled, sql } from "./work.ts";

const CONFIG = `${SEE}
module.exports = {
  jobs: { poll: 20, backoff: 200 },
  extensions: [{
    name: "watch",
    changes: [
      { on: ["orders:*", "lines:delete"], handler: (change, ctx) => {
        if (change.record.title === "refuse") throw new Error("not this one");
        if (change.record.title === "waits" && change.record.tags.length !== 1) throw new Error("read wrongly");
        if (change.record.title === "held" && ctx.app.findRecordsByFilter("seen", 'data ~ "let-go"').length === 0) throw new Error("held");
        if (change.record.title === "waits" && ctx.app.findRecordsByFilter("seen", 'data ~ "for-this"').length === 0) throw new Error("not yet");
        see(ctx.app, change.collection + ":" + change.action, change.record.id, change);
      } },
      { on: "nowhere:*", handler: (change, ctx) => see(ctx.app, "nowhere", change.record.id, change) },
    ],
  }],
};`;

const server = await serveAll({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
const orders = server.client().collection("orders");
const of = async (id: string): Promise<Seen[]> => {
  await settled(server);
  return (await seen(server)).filter((one) => one.of === id);
};

describe("every committed write is handled, in order", () => {
  it("API writes, with plain values, the row before and the changed fields", async () => {
    const order = await orders.create({
      title: "a",
      quantity: 2,
      due: "2030-01-02 03:04:05.000Z",
      meta: { color: ["red"] },
      tags: ["a", "b"],
      status: "draft",
    });
    await orders.update(order.id, { title: "b", meta: null });
    await orders.delete(order.id);
    const changes = (await of(order.id)).map(({ data }) => data);
    const first = {
      title: "a",
      quantity: 2,
      due: "2030-01-02T03:04:05.000Z",
      meta: { color: ["red"] },
      tags: ["a", "b"],
    };
    expect(changes).toEqual([
      expect.objectContaining({
        collection: "orders",
        action: "create",
        before: null,
        changed: [],
        record: expect.objectContaining(first),
      }),
      expect.objectContaining({
        action: "update",
        before: expect.objectContaining(first),
        changed: ["title", "meta"],
        record: expect.objectContaining({ ...first, title: "b", meta: null }),
      }),
      expect.objectContaining({
        action: "delete",
        before: null,
        record: expect.objectContaining({ title: "b" }),
      }),
    ]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(3);
    expect(Math.abs(Date.parse(changes[0].at) - Date.now())).toBeLessThan(60_000);
  });

  it("raw SQL, `$app.save` and a cascade", async () => {
    await execute(
      server,
      "INSERT INTO orders (id, title, quantity) VALUES ('rawrawrawrawraw', 'raw', 3), ('rawrawrawrawra2', 'raw', 4)",
    );
    await execute(server, "UPDATE orders SET quantity = quantity + 1 WHERE title = 'raw'");
    await probe(
      server,
      `const record = $app.findRecordById("orders", "rawrawrawrawraw"); record.set("title", "saved"); $app.save(record);
      const line = new Record($app.findCollectionByNameOrId("lines")); line.set("order", record.id); line.set("text", "of raw"); $app.save(line);
      $app.delete(record);`,
    );
    expect((await of("rawrawrawrawraw")).map(({ what, data }) => [what, data.changed])).toEqual([
      ["orders:create", []],
      ["orders:update", ["quantity"]],
      ["orders:update", ["title"]],
      ["orders:delete", []],
    ]);
    const cascaded = (await seen(server, "lines:delete")).map(({ data }) => data.record.text);
    expect(cascaded).toContain("of raw");
  });

  it("values that JSON cannot hold do not stop a write", async () => {
    await execute(
      server,
      "INSERT INTO orders (id, title, quantity, meta) VALUES ('blobblobblobblo', x'00ff', x'01', '{not json')",
    );
    expect(await of("blobblobblobblo")).toHaveLength(1);
  });

  it("no write that is rolled back", async () => {
    const batch = server.pb.createBatch();
    await server.pb.settings.update({ batch: { enabled: true } });
    batch.collection("orders").create({ id: "batchbatchbatc1", title: "rolled back" });
    batch.collection("orders").create({ title: "rolled back", sku: "much too long for its field" });
    expect((await failure(batch.send())).status).toBe(400);
    const thrown = probe(
      server,
      `$app.runInTransaction((tx) => {
        const record = new Record(tx.findCollectionByNameOrId("orders"), { title: "rolled back" });
        tx.save(record);
        throw new Error("no");
      })`,
    );
    await expect(thrown).rejects.toThrow("no");
    await settled(server);
    const titles = (await seen(server)).map(({ data }) => data.record.title);
    expect(titles).not.toContain("rolled back");
  });
});

describe("a handler that throws", () => {
  it("is tried again, and later changes of the record wait for it, others' do not", async () => {
    const one = await orders.create({ title: "waits", tags: ["a"] });
    await orders.update(one.id, { title: "twice" });
    const other = await orders.create({ title: "for-this" });
    await settled(server);
    const order = (await seen(server)).filter(({ of }) => [one.id, other.id].includes(of));
    expect(order.map(({ what, of }) => [what, of === one.id])).toEqual([
      ["orders:create", false],
      ["orders:create", true],
      ["orders:update", true],
    ]);
  });

  it("hundreds of changes behind it are not read again, and are handled in order when it ends", async () => {
    const one = await orders.create({ title: "held" });
    const passed = () =>
      probe<number>(
        server,
        `return JSON.parse($app.store().get("pocketbundle.worker.passed") ?? '{"upTo":0}').upTo`,
      );
    await probe(
      server,
      `$app.runInTransaction((tx) => {
        for (let i = 0; i < 300; i++) tx.db().newQuery("UPDATE orders SET quantity = " + i + " WHERE id = '${one.id}'").execute();
      })`,
    );
    const newest = "SELECT CAST(max(id) AS TEXT) AS v FROM bundle_captured";
    await expect.poll(async () => [String(await passed())]).toEqual(await sql(server, newest));
    const other = await orders.create({ title: "another" });
    const isHandled = async () => (await seen(server)).some(({ of }) => of === other.id);
    await expect.poll(isHandled).toBe(true);
    expect(await sql(server, "SELECT CAST(count(*) AS TEXT) AS v FROM bundle_captured")).toEqual([
      "300",
    ]);
    await orders.create({ title: "let-go" });
    const quantities = (await of(one.id)).map(({ data }) => data.record.quantity);
    expect(quantities.slice(-300)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    // SQLite counts from 1 again, below the place that was remembered.
    expect(await passed()).toBeGreaterThan(1);
    const late = await orders.create({ title: "late" });
    expect((await of(late.id)).map(({ what }) => what)).toEqual(["orders:create"]);
  });

  it("ends dead with its error, can be run again, and holds up no other change", async () => {
    const record = await orders.create({ title: "refuse" });
    await expect
      .poll(() =>
        sql(
          server,
          "SELECT error AS v FROM bundle_jobs WHERE type = 'bundle.change' AND status = 'queued'",
        ),
      )
      .toEqual([expect.stringContaining("not this one")]);
    const { id } = await server.pb
      .collection("bundle_jobs")
      .getFirstListItem('type = "bundle.change" && status = "queued"');
    await server.pb.collection("bundle_jobs").update(id, { attempts: 7, run_at: "" });
    await expect
      .poll(async () => (await server.pb.collection("bundle_jobs").getOne(id)).status)
      .toBe("dead");
    expect((await server.pb.collection("bundle_jobs").getOne(id)).error).toMatch(
      /not this one[\s\S]*pocketbundle\.config\.js:\d+/,
    );
    await orders.update(record.id, { title: "accepted" });
    expect((await of(record.id)).map(({ what }) => what)).toEqual(["orders:update"]);
    await execute(
      server,
      `UPDATE bundle_jobs SET payload = replace(payload, '"refuse"', '"repaired"') WHERE id = '${id}'`,
    );
    await server.pb.collection("bundle_jobs").update(id, { status: "queued" });
    expect((await of(record.id)).map(({ what }) => what)).toEqual([
      "orders:update",
      "orders:create",
    ]);
  });
});

describe("what is captured", () => {
  it("no passwords, token keys and hidden fields", async () => {
    const config = `${SEE} module.exports = { jobs: { poll: 20 }, extensions: [{ name: "watch", changes: [
      { on: "users:*", handler: (change, ctx) => see(ctx.app, "user", change.record.id, change) } ] }] }`;
    const own = await serve({ config, migrations: MIGRATIONS, hooks: PROBE });
    const fields = `const users = $app.findCollectionByNameOrId("users"); users.fields.add(new TextField({ name: "iban", hidden: true })); $app.save(users);`;
    await probe(own, fields);
    await own.pb.collection("users").create({
      email: "ada@example.com",
      password: "correct horse",
      passwordConfirm: "correct horse",
      iban: "DE00",
      name: "Ada",
    });
    await settled(own);
    const [user] = await seen(own, "user");
    expect(user?.data.record).toMatchObject({ name: "Ada" });
    for (const name of ["password", "tokenKey", "iban"]) {
      expect(user?.data.record).not.toHaveProperty(name);
    }
    const triggers = await sql(own, "SELECT sql AS v FROM sqlite_master WHERE type = 'trigger'");
    expect(triggers.join()).not.toMatch(/password|tokenKey|iban/);
  });

  it("a view is refused, with what to do", async () => {
    const view = `migrate((app) => app.save(new Collection({ type: "view", name: "totals", viewQuery: "SELECT id, title FROM orders" })))`;
    const { output, code } = await refuse(
      `module.exports = { extensions: [{ name: "x", changes: [{ on: "totals:create", handler() {} }] }] }`,
      { migrations: { ...MIGRATIONS, "3_view.js": view } },
    );
    expect(code).toBe(1);
    expect(output).toMatch(/totals\n.*listen to the collections it reads from/);
  });
});

describe("a change of the schema", () => {
  it("by dashboard, import and migration never fails for a trigger, and loses nothing", async () => {
    const own = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
    const collection = await own.pb.collections.getOne("orders");
    const update = async (
      change: (fields: { name: string; [key: string]: unknown }[]) => unknown[],
    ) => {
      const { fields } = await own.pb.collections.getOne("orders");
      await own.pb.collections.update("orders", { fields: change(fields) });
    };
    const create = (data: object) => own.client().collection("orders").create(data);
    await create({ title: "1", price: 5 });
    await update((fields) => fields.filter(({ name }) => name !== "price"));
    await create({ title: "2" });
    await update((fields) => [...fields, { type: "text", name: "extra" }]);
    await create({ title: "3", extra: "new" });
    await update((fields) =>
      fields.map((field) => (field.name === "extra" ? { ...field, name: "renamed" } : field)),
    );
    await create({ title: "4", renamed: "yes" });
    await update((fields) =>
      fields.map((field) => (field.name === "status" ? { ...field, maxSelect: 3 } : field)),
    );
    await create({ title: "5", status: ["draft", "paid"] });
    const { fields } = await own.pb.collections.getOne("orders");
    const imported = [...fields, { type: "bool", name: "imported" }];
    await own.pb.collections.import([{ ...collection, fields: imported }] as never, false);
    await create({ title: "6", imported: true });
    await settled(own);
    const rows = (await seen(own, "orders:create")).map(({ data }) => data.record);
    expect(rows).toMatchObject([
      { title: "1", price: 5 },
      { title: "2" },
      { title: "3", extra: "new" },
      { title: "4", renamed: "yes" },
      { title: "5", status: ["draft", "paid"] },
      { title: "6", imported: true },
    ]);
    expect(await seen(own, "orders:update")).toEqual([]);
    await own.pb.collections.truncate("orders");
    await settled(own);
    expect(await seen(own, "orders:delete")).toHaveLength(6);
    await own.pb.collections.delete("lines");
    await own.pb.collections.delete("orders");
    expect(await sql(own, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger'")).toEqual(
      [],
    );
  });

  it("a collection that is made later is captured from its first record on", async () => {
    await server.pb.collections.create({
      type: "base",
      name: "nowhere",
      createRule: "",
      fields: [{ type: "text", name: "text" }],
    });
    await server.client().collection("nowhere").create({ text: "first" });
    await settled(server);
    expect((await seen(server, "nowhere")).map(({ data }) => data.record.text)).toEqual(["first"]);
  });
});

it("repairs its triggers", async () => {
  const own = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  const names = await sql(own, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger'");
  expect(names.length).toBeGreaterThan(3);
  await execute(own, `DROP TRIGGER "${names[0]}"`);
  await own.waitForLog(/Repaired: pocketbundle_capture_/, 30_000);
  expect(await sql(own, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger'")).toHaveLength(
    names.length,
  );
});

it("renews its triggers before they end, and says nothing", async () => {
  const own = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  const texts = "SELECT sql AS v FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
  const before = await sql(own, texts);
  const end = (text = "") => Number(text.match(/unixepoch\(\) < (\d+)/)?.[1]) - Date.now() / 1000;
  expect(before.map(end).every((left) => left > 6 * 86_400 && left <= 7 * 86_400)).toBe(true);
  for (const text of before) {
    await execute(own, text.replace(/CREATE TRIGGER ("\w+").*/, "DROP TRIGGER $1"));
    await execute(own, text.replace(/< \d+/, "< 5"));
  }
  await own.client().collection("orders").create({ title: "too late" });
  await expect
    .poll(async () => (await sql(own, texts)).map(end))
    .toEqual(before.map(() => expect.closeTo(7 * 86_400, -3)));
  await own.client().collection("orders").create({ title: "in time" });
  await settled(own);
  expect((await seen(own)).map(({ data }) => data.record.title)).toEqual(["in time"]);
  expect(own.log()).not.toContain("Repaired");
});
