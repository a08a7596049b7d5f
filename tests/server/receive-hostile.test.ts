// Tests ways to break the promises of receive, which a review looked for.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { SENDERS } from "../senders.ts";
import { serve } from "./bundle.ts";
import { execute, hurry, MIGRATIONS, PROBE, SEE, seen, settled, sql } from "./work.ts";

const SECRET = "whsec_hostile";
const config = (on: string, more = "") => `${SEE}
module.exports = { jobs: { workers: 2, poll: 20, lease: 1000, backoff: 50 },
  receive: { stripe: { secret: "${SECRET}", on: { ${on} } } ${more} } };`;
const NOTE = `"*": (event, ctx) => see(ctx.app, "ran", event.id, ctx.job.attempt)`;
const start = (on = NOTE, hooks = {}) =>
  serve({ config: config(on), migrations: MIGRATIONS, hooks: { ...PROBE, ...hooks } });

async function send(server: Server, event: object) {
  const body = JSON.stringify({ type: "thing.updated", ...event });
  const headers = SENDERS.stripe(body, { secret: SECRET });
  const url = `${server.url}/api/bundle/receive/stripe`;
  const response = await fetch(url, { method: "POST", body, headers });
  return { status: response.status, ...((await response.json()) as { repeated?: boolean }) };
}
const statuses = (server: Server) =>
  sql(server, "SELECT event || ' ' || status AS v FROM bundle_events ORDER BY rowid");

it("the same event 64 times at once is one", async () => {
  const server = await start();
  const answers = await Promise.all(
    Array.from({ length: 64 }, () => send(server, { id: "evt_1" })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(64).fill(200));
  expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
  await settled(server);
  expect(await seen(server, "ran")).toHaveLength(1);
});

it("an event is stored if and only if it is answered 200: a disk that is full", async () => {
  const server = await start();
  await execute(server, "PRAGMA max_page_count = 1");
  const stored: string[] = [];
  let refused = 0;
  for (let i = 0; i < 60; i++) {
    const { status } = await send(server, { id: `evt_${i}`, text: "x".repeat(20_000) });
    if (status === 200) stored.push(`evt_${i}`);
    else refused++;
  }
  expect(refused).toBeGreaterThan(5);
  await execute(server, "PRAGMA max_page_count = 1000000");
  for (let i = 0; i < 60; i++) await send(server, { id: `evt_${i}`, text: "x".repeat(20_000) });
  await settled(server);
  expect(stored.length).toBeLessThan(60);
  expect((await seen(server, "ran")).map(({ of }) => of).toSorted()).toEqual(
    Array.from({ length: 60 }, (_, i) => `evt_${i}`).toSorted(),
  );
});

it("a job that is run again does nothing to an event that is done; nor does one without its event", async () => {
  const server = await start();
  await send(server, { id: "evt_1" });
  await settled(server);
  await execute(server, "UPDATE bundle_jobs SET status = 'queued', finished = ''");
  await settled(server);
  expect(await seen(server, "ran")).toHaveLength(1);
  await execute(server, "DELETE FROM bundle_events");
  await execute(server, "UPDATE bundle_jobs SET status = 'queued', finished = ''");
  await settled(server);
  expect(await sql(server, "SELECT status AS v FROM bundle_jobs")).toEqual(["done"]);
  // A change by the dashboard or the command is meant, so the event runs.
  await send(server, { id: "evt_2" });
  await settled(server);
  const [job = ""] = await sql(server, "SELECT id AS v FROM bundle_jobs ORDER BY rowid DESC");
  await server.pb.collection("bundle_jobs").update(job, { status: "queued" });
  await settled(server);
  expect((await seen(server, "ran")).map(({ of }) => of)).toEqual(["evt_1", "evt_2", "evt_2"]);
});

it("a handler that fails after `once` and `latest` does not repeat them; run again by hand it does", async () => {
  const server = await start(`"*": (event, ctx) => {
    const ran = [
      ctx.once((tx) => see(tx.app, "once", event.id)),
      ctx.latest("k", (tx) => see(tx.app, "latest", event.id)),
    ];
    see(ctx.app, "ran", JSON.stringify(ran));
    if (ctx.job.attempt < 3) throw new Error("later");
  }`);
  await send(server, { id: "evt_1", created: 1000 });
  await settled(server);
  await send(server, { id: "evt_0", created: 999 });
  await settled(server);
  const count = async (what: string) => (await seen(server, what)).map(({ of }) => of);
  expect(await count("ran")).toEqual([
    "[true,true]",
    ...Array(2).fill("[false,false]"),
    "[true,false]",
    ...Array(2).fill("[false,false]"),
  ]);
  expect([await count("once"), await count("latest")]).toEqual([["evt_1", "evt_0"], ["evt_1"]]);
  for (const { id } of await server.pb
    .collection("bundle_events")
    .getFullList({ sort: "@rowid" })) {
    await server.pb.collection("bundle_events").update(id, { status: "queued" });
    await settled(server);
  }
  expect(await count("once")).toEqual(["evt_1", "evt_0", "evt_1", "evt_0"]);
  expect(await count("latest")).toEqual(["evt_1", "evt_1"]);
});

it("a throw in `latest` undoes its writes and its mark; a key may be used once", async () => {
  const server = await start(`
    "undone": (event, ctx) => ctx.latest("k", (tx) => {
      see(tx.app, "undone", event.id);
      if (ctx.job.attempt < 2) throw new Error("undo");
    }),
    "twice": (event, ctx) => { ctx.latest("t", () => {}); ctx.latest("t", () => {}); },
    "async": (event, ctx) => { ctx.once(async () => {}); }`);
  await send(server, { id: "evt_1", type: "undone" });
  await settled(server);
  expect(await seen(server, "undone")).toHaveLength(1);
  for (const [type, message] of [
    ["twice", /has used the key "t" before/],
    ["async", /async/],
  ] as const) {
    await send(server, { id: `evt_${type}`, type });
    const errors = () =>
      sql(server, `SELECT error AS v FROM bundle_events WHERE event = 'evt_${type}'`);
    await expect.poll(async () => (await errors())[0]).toMatch(message);
  }
});

it("events of a source that the config has no more are ignored, and run when it is back", async () => {
  const server = await start(`"*": (event, ctx) => { throw new Error("not yet"); }`);
  await send(server, { id: "evt_1" });
  await expect
    .poll(() => sql(server, "SELECT error AS v FROM bundle_events"))
    .toMatchObject([/not yet/]);
  await server.stop();
  const file = join(server.folder.root, "pb_hooks/pocketbundle.config.js");
  const other = `, other: { scheme: "github", secret: "secret", on: { push: () => {} } }`;
  writeFileSync(file, config(NOTE, other).replace("stripe: {", 'moved: { scheme: "stripe",'));
  await server.restart();
  await hurry(server);
  await expect.poll(() => statuses(server)).toEqual(["evt_1 ignored"]);
  writeFileSync(file, config(NOTE));
  await server.restart();
  const [id = ""] = await sql(server, "SELECT id AS v FROM bundle_events");
  expect(await server.command("bundle", "retry", id)).toMatchObject({ code: 0 });
  await settled(server);
  expect(await statuses(server)).toEqual(["evt_1 done"]);
});

it("the trigger blocks no change of the schema, and is gone after uninstall", async () => {
  const server = await start();
  await send(server, { id: "evt_1" });
  await settled(server);
  const { fields } = await server.pb.collections.getOne("bundle_events");
  await server.pb.collections.update("bundle_events", {
    fields: [...fields, { type: "text", name: "remark" }],
  });
  await send(server, { id: "evt_2" });
  await settled(server);
  expect(await statuses(server)).toEqual(["evt_1 done", "evt_2 done"]);
  await server.stop();
  const bundle = ["pocketbundle.pb.js", "pocketbundle.config.js"].map((name) =>
    join(server.folder.root, "pb_hooks", name),
  );
  expect(await server.command("bundle", "uninstall", "--yes")).toMatchObject({ code: 0 });
  for (const file of bundle) rmSync(file);
  await server.restart();
  expect(
    await sql(server, "SELECT name AS v FROM sqlite_master WHERE name LIKE '%bundle%'"),
  ).toEqual([]);
});

it("with the files gone and nothing uninstalled, collections can be changed as ever", async () => {
  const server = await start();
  await send(server, { id: "evt_1" });
  await settled(server);
  await server.kill9();
  for (const name of ["pocketbundle.pb.js", "pocketbundle.config.js"])
    rmSync(join(server.folder.root, "pb_hooks", name));
  await server.restart();
  await server.pb.collections.update("orders", { name: "renamed" });
  await server.pb.collections.delete("lines");
  const { fields } = await server.pb.collections.getOne("bundle_events");
  await server.pb.collections.update("bundle_events", {
    fields: [...fields, { type: "text", name: "remark" }],
  });
  await server.pb
    .collection("bundle_events")
    .update((await server.pb.collection("bundle_events").getFirstListItem("")).id, {
      status: "queued",
    });
});
