// The rows of changes that wait must stay as they were committed, whatever happens to the record or
// its collection meanwhile.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { BUNDLE, serve } from "./bundle.ts";
import {
  execute,
  MIGRATIONS,
  PROBE,
  pause,
  probe,
  resume,
  SEE,
  seen,
  settled,
  sql,
} from "./work.ts";

const config = (on: string | string[] = "orders:*") => `${SEE}
module.exports = { jobs: { poll: 20, backoff: 100 }, extensions: [{ name: "x", changes: [{ on: ${JSON.stringify(on)},
  handler: (change, ctx) => {
    if (change.record.title === "fails" && $app.store().get("test.fails") !== "no") throw new Error("not yet");
    see(ctx.app, change.action, change.record.id, change);
  } }] }] };`;

/** Starts a server whose workers wait until `handled` is called. */
async function paused(on?: string | string[]): Promise<Server> {
  const server = await serve({ config: config(on), migrations: MIGRATIONS, hooks: PROBE });
  await pause(server);
  return server;
}

/** Returns what the handlers get: the action, and these fields of the new and the old row. */
async function handled(server: Server, ...fields: string[]) {
  await resume(server);
  await settled(server);
  return (await seen(server)).map(({ what, data }) => [
    what,
    ...[data.record, ...(what === "update" ? [data.before] : [])].map((row) =>
      fields.map((field) => row[field]),
    ),
  ]);
}

const insert = (server: Server, id: string, title: string, quantity = 1) =>
  execute(
    server,
    `INSERT INTO orders (id, title, quantity) VALUES ('${id}', '${title}', ${quantity})`,
  );

it("a record that is changed three times and deleted before the first change is handled", async () => {
  const server = await paused();
  await insert(server, "r1", "a");
  for (const title of ["b", "c", "d"]) {
    await execute(server, `UPDATE orders SET title = '${title}', quantity = quantity + 1`);
  }
  await execute(server, "DELETE FROM orders");
  await insert(server, "r1", "again");
  expect(await handled(server, "title", "quantity")).toEqual([
    ["create", ["a", 1]],
    ["update", ["b", 2], ["a", 1]],
    ["update", ["c", 3], ["b", 2]],
    ["update", ["d", 4], ["c", 3]],
    ["delete", ["d", 4]],
    ["create", ["again", 1]],
  ]);
});

it.each([
  ["orders:create", ["create"]],
  ["orders:update", ["update"]],
  [
    ["orders:create", "orders:delete"],
    ["create", "delete"],
  ],
])("a listener of %s alone sees the same rows, and nothing else", async (on, actions) => {
  const server = await paused(on);
  await insert(server, "r1", "a");
  await execute(server, "UPDATE orders SET title = 'b'");
  await execute(server, "DELETE FROM orders");
  const all = [
    ["create", ["a"]],
    ["update", ["b"], ["a"]],
    ["delete", ["b"]],
  ];
  expect(await handled(server, "title")).toEqual(
    all.filter(([what]) => actions.includes(`${what}`)),
  );
  await execute(server, "INSERT INTO orders (id, title) VALUES ('r2', 'not listened to')");
  await settled(server);
  await pause(server);
  await execute(server, "UPDATE orders SET title = 'x' WHERE title = 'none'");
  expect(await sql(server, "SELECT source AS v FROM bundle_captured")).toEqual([]);
});

it("several rows in one statement, upserts, ids that raw SQL changes", async () => {
  const server = await paused();
  await execute(
    server,
    "INSERT INTO orders (id, title, quantity) VALUES ('a', 'x', 1), ('b', 'y', 2), (x'414243', 'blob', 3)",
  );
  await execute(
    server,
    "INSERT INTO orders (id, title, quantity) VALUES ('a', 'z', 9) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
  );
  await execute(server, "UPDATE orders SET id = 'c' WHERE id = 'a'");
  await insert(server, "a", "another");
  await execute(server, "UPDATE orders SET quantity = quantity + 10 WHERE id != 'b'");
  await execute(server, "UPDATE OR IGNORE orders SET title = NULL WHERE id = 'b'");
  expect(await handled(server, "id", "title", "quantity")).toEqual([
    ["create", ["a", "x", 1]],
    ["create", ["b", "y", 2]],
    ["create", ["ABC", "blob", 3]],
    ["update", ["a", "z", 1], ["a", "x", 1]],
    ["update", ["c", "z", 1], ["a", "z", 1]],
    ["create", ["a", "another", 1]],
    ["update", ["c", "z", 11], ["c", "z", 1]],
    ["update", ["ABC", "blob", 13], ["ABC", "blob", 3]],
    ["update", ["a", "another", 11], ["a", "another", 1]],
    // The ignored update is a change without differences.
    ["update", ["b", "y", 2], ["b", "y", 2]],
  ]);
});

it("a change that fails keeps its row while the record goes on", async () => {
  const server = await paused();
  await insert(server, "r1", "fails");
  await resume(server);
  await server.waitForLog(/not yet/);
  await execute(server, "UPDATE orders SET title = 'later', quantity = 2");
  await execute(server, "DELETE FROM orders");
  await probe(server, '$app.store().set("test.fails", "no");');
  expect(await handled(server, "title", "quantity")).toEqual([
    ["create", ["fails", 1]],
    ["update", ["later", 2], ["fails", 1]],
    ["delete", ["later", 2]],
  ]);
});

it("changes of the schema: a field dropped, renamed, made anew with another type, imported", async () => {
  const server = await paused();
  const orders = server.client().collection("orders");
  type Fields = { name: string; [key: string]: unknown }[];
  const update = async (change: (fields: Fields) => unknown[]) => {
    const { fields } = await server.pb.collections.getOne("orders");
    await server.pb.collections.update("orders", { fields: change(fields) });
  };
  const { id } = await orders.create({ title: "1", sku: "s", price: 5, status: "paid", total: 7 });
  await update((fields) => fields.filter(({ name }) => name !== "price"));
  await orders.update(id, { title: "2" });
  await update((fields) =>
    fields.map((field) => (field.name === "sku" ? { ...field, name: "code" } : field)),
  );
  await orders.update(id, { title: "3" });
  await update((fields) => [
    ...fields.filter(({ name }) => name !== "total"),
    { type: "text", name: "total" },
  ]);
  await orders.update(id, { title: "4", total: "012" });
  const collection = await server.pb.collections.getOne("orders");
  const fields = (collection.fields as Fields).map((field) =>
    field.name === "status" ? { ...field, maxSelect: 3 } : field,
  );
  await server.pb.collections.import([{ ...collection, fields }] as never, false);
  await orders.update(id, { title: "5" });
  const names = ["title", "price", "sku", "code", "total", "status"];
  expect(await handled(server, ...names)).toEqual([
    ["create", ["1", 5, "s", undefined, 7, "paid"]],
    [
      "update",
      ["2", undefined, "s", undefined, 7, "paid"],
      ["1", undefined, "s", undefined, 7, "paid"],
    ],
    [
      "update",
      ["3", undefined, undefined, "s", 7, "paid"],
      ["2", undefined, undefined, "s", 7, "paid"],
    ],
    [
      "update",
      ["4", undefined, undefined, "s", "012", "paid"],
      ["3", undefined, undefined, "s", "", "paid"],
    ],
    [
      "update",
      ["5", undefined, undefined, "s", "012", ["paid"]],
      ["4", undefined, undefined, "s", "012", ["paid"]],
    ],
  ]);
});

it("a collection that is truncated, or deleted and made again with the same name", async () => {
  const server = await paused();
  await insert(server, "r1", "a");
  await server.pb.collections.truncate("orders");
  await insert(server, "r1", "b");
  await execute(server, "UPDATE orders SET title = 'c'");
  const { fields } = await server.pb.collections.getOne("orders");
  await server.pb.collections.delete("lines");
  await server.pb.collections.delete("orders");
  await server.pb.collections.create({ type: "base", name: "orders", fields: fields as never });
  await insert(server, "r1", "d");
  expect(await handled(server, "title")).toEqual([
    ["create", ["a"]],
    ["delete", ["a"]],
    ["create", ["b"]],
    ["update", ["c"], ["b"]],
    ["create", ["d"]],
  ]);
});

it("a stop, and a server without the bundle that writes", async () => {
  const server = await paused();
  await insert(server, "r1", "a");
  await execute(server, "UPDATE orders SET title = 'b'");
  await withoutBundle(server, async () => {
    expect(await sql(server, "SELECT name AS v FROM sqlite_master WHERE type = 'trigger'")).toEqual(
      [],
    );
    await execute(server, "UPDATE orders SET title = 'not captured'");
    await dropField(server, "quantity");
  });
  expect(await handled(server, "title", "quantity")).toEqual([
    ["create", ["a", 1]],
    ["update", ["b", 1], ["a", 1]],
  ]);
});

it("kill -9, and a server without the bundle that changes the schema", async () => {
  const server = await paused();
  await insert(server, "r1", "a");
  await insert(server, "r2", "deleted");
  await server.kill9();
  await withoutBundle(server, async () => {
    await execute(server, "UPDATE orders SET title = 'b' WHERE id = 'r1'");
    await dropField(server, "quantity");
    await execute(server, "UPDATE orders SET title = 'c' WHERE id = 'r1'");
    await execute(server, "DELETE FROM orders WHERE id = 'r2'");
  });
  const [first, deleted, ...others] = await handled(server, "title");
  expect(first).toEqual(["create", ["a"]]);
  // The quantity is missing, because nothing kept it before its column was dropped.
  expect(deleted).toEqual(["create", ["deleted"]]);
  expect(others).toEqual([
    ["update", ["b"], ["a"]],
    ["update", ["c"], ["b"]],
    ["delete", ["deleted"]],
  ]);
});

async function withoutBundle(server: Server, run: () => Promise<void>) {
  await server.stop().catch(() => {});
  const files = ["pocketbundle.pb.js", "pocketbundle.config.js"].map((name) =>
    join(server.folder.root, "pb_hooks", name),
  );
  for (const file of files) rmSync(file);
  await server.restart();
  await run();
  const contents = [readFileSync(BUNDLE, "utf8"), config()];
  files.forEach((file, i) => {
    writeFileSync(file, contents[i] ?? "");
  });
  await server.restart();
}

async function dropField(server: Server, field: string) {
  const { fields } = await server.pb.collections.getOne("orders");
  await server.pb.collections.update("orders", {
    fields: fields.filter(({ name }) => name !== field),
  });
}

it.each([
  ["few others", 5, false],
  ["more others than one turn relays", 150, false],
  ["so many others that they get an index", 700, true],
])("the next change of a record comes after %s", async (_, others, isIndexed) => {
  const server = await paused();
  await insert(server, "r1", "a");
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${others})`;
  const more = (name: string) =>
    `INSERT INTO orders (id, title, quantity) ${numbers} SELECT '${name}' || i, '${name}' || i, i FROM n`;
  await execute(server, more("x"));
  await execute(server, "UPDATE orders SET title = 'b' WHERE id = 'r1'");
  await execute(server, more("y"));
  await execute(server, "UPDATE orders SET id = 'r2' WHERE id = 'r1'");
  await execute(server, more("z"));
  await execute(server, "UPDATE orders SET title = 'c' WHERE id = 'r2'");
  await execute(server, "UPDATE orders SET title = 'other' WHERE id LIKE 'z%'");
  await execute(server, "DELETE FROM orders WHERE id = 'r2'");
  await resume(server);
  if (isIndexed) await expect.poll(() => indexes(server)).toEqual(["bundle_captured_old"]);
  await settled(server);
  const all = await seen(server);
  expect(all).toHaveLength(4 * others + 5);
  const rows = all
    .filter(({ data }) => !/^[xyz]/.test(data.record.id))
    .map(({ what, data }) => [what, data.record.id, data.record.title, data.before?.title]);
  expect(rows).toEqual([
    ["create", "r1", "a", undefined],
    ["update", "r1", "b", "a"],
    ["update", "r2", "b", "b"],
    ["update", "r2", "c", "b"],
    ["delete", "r2", "c", undefined],
  ]);
  const created = all.filter(({ what, data }) => what === "create" && /^z/.test(data.record.id));
  expect(created.every(({ data }) => data.record.title === data.record.id)).toBe(true);
  await expect.poll(() => indexes(server)).toEqual([]);
});

const indexes = (server: Server) =>
  sql(
    server,
    "SELECT name AS v FROM sqlite_master WHERE type = 'index' AND tbl_name = 'bundle_captured'",
  );
