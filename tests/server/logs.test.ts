// What a person sees on the console and in the rows: one line at the start, and each error once.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, settled, sql } from "./work.ts";

const CONFIG = `
const fail = (what) => { throw new Error(what + " is broken"); };
module.exports = {
  jobs: { workers: 1, poll: 20, backoff: 20 },
  validate: { orders: { fields: { title: { maxLength: 100 } } } },
  mail: { messages: {} },
  receive: { shop: { scheme: "github", secret: "for tests only, no secret", on: { "*": () => fail("the shop") } } },
  extensions: [{ name: "x",
    changes: [{ on: "orders:create", handler: () => fail("the change") }],
    jobs: {
      same: { attempts: 3, handler: () => fail("the job") },
      other: { attempts: 3, handler: (payload, ctx) => fail("attempt " + ctx.job.attempt) },
      inside: { attempts: 1, handler: (payload, ctx) => ctx.jobs.enqueue("nope") },
      gone: { attempts: 1, handler: () => {} },
      refused: { attempts: 1, handler: (payload, ctx) => ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("orders"), { title: "x".repeat(101) })) },
    },
    routes: [{ method: "GET", path: "/fail", auth: "public", handler: () => fail("the route") }],
  }],
};`;

const lines = (server: Server, text: string) =>
  server
    .log()
    .split("\n")
    .filter((line) => line.includes(text));

const enqueue = (server: Server, type: string, attempts: number) =>
  execute(
    server,
    `INSERT INTO bundle_jobs (id, type, payload, status, max_attempts, created) VALUES ('job${type}', '${type}', 'null', 'queued', ${attempts}, '2026-01-01 00:00:00.000Z')`,
  );

const start = () => serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });

it("one line at the start says which version runs with which parts", async () => {
  const server = await start();
  await Promise.all(Array.from({ length: 30 }, () => fetch(`${server.url}/fail`)));
  expect(lines(server, "Pocketbundle ")).toEqual([
    expect.stringMatching(
      /Pocketbundle \d+\.\d+\.\d+: validate \(1 collection\), mail \(0 messages\), receive \(shop\), jobs \(1 worker\), 1 extension$/,
    ),
  ]);
  for (const command of [
    ["bundle", "check"],
    ["superuser", "upsert", "a@b.co", "1234567890"],
  ]) {
    const { code, output } = await server.command(...command);
    expect(code).toBe(0);
    expect(output).not.toMatch(/Pocketbundle \d/);
  }
});

const PLACE = /^\tat fail \(.*\/pocketbundle\.config\.js:2:\d+\(\d+\)\)$/;
const LEFT_OUT = "\t(frames of Pocketbundle, PocketBase and node_modules are left out)";

it("an error is printed once, with the user's own lines first", async () => {
  const server = await start();
  await enqueue(server, "same", 3);
  await settled(server);
  expect(lines(server, "the job is broken")).toEqual([
    expect.stringMatching(/\[pocketbundle\] job same jobsame, attempt 1 of 3 failed: Error/),
    expect.stringMatching(/\[pocketbundle\] job same jobsame, attempt 3 of 3, given up, failed/),
  ]);
  const printed = server.log().split("\n");
  const at = printed.findIndex((line) => line.includes("the job is broken"));
  expect(printed[at + 1]).toMatch(PLACE);
  expect(printed[at + 3]).toBe(LEFT_OUT);
  const [error = ""] = await sql(server, "SELECT error AS v FROM bundle_jobs WHERE type = 'same'");
  expect(error.split("\n")[0]).toBe("Error: the job is broken");
  expect(error.split("\n")[1]).toMatch(PLACE);
  expect(error).not.toContain("pocketbundle://");

  await enqueue(server, "other", 3);
  await settled(server);
  for (const attempt of [1, 2, 3]) {
    expect(lines(server, `Error: attempt ${attempt} is broken`)).toHaveLength(1);
  }
});

it("so are those of changes, of webhooks and of routes", async () => {
  const server = await start();
  await server.pb.collection("orders").create({ title: "one" });
  await execute(
    server,
    `INSERT INTO bundle_events (id, source, event, type, payload, status, created) VALUES ('event0000000001', 'shop', 'e1', 'paid', '{}', 'queued', '2026-01-01 00:00:00.000Z')`,
  );
  await expect
    .poll(
      async () => {
        await execute(server, "UPDATE bundle_jobs SET run_at = '' WHERE status = 'queued'");
        return sql(server, "SELECT type AS v FROM bundle_jobs WHERE status = 'dead' ORDER BY type");
      },
      { timeout: 30_000 },
    )
    .toEqual(["bundle.change", "bundle.event"]);
  await fetch(`${server.url}/fail`);
  for (const [what, count] of [
    ["the change", 2],
    ["the shop", 2],
    ["the route", 1],
  ] as const) {
    expect(lines(server, `${what} is broken`), what).toHaveLength(count);
  }
  expect(server.log()).not.toContain("pocketbundle:///");
});

it("an error that the bundle throws shows the user's line that called it", async () => {
  const server = await start();
  await enqueue(server, "inside", 1);
  await settled(server);
  const [error = ""] = await sql(
    server,
    "SELECT error AS v FROM bundle_jobs WHERE type = 'inside'",
  );
  expect(error).toMatch(
    /^Error: Unknown job type "nope"[^\n]*\n\tat handler \(.*pocketbundle\.config\.js:13:/,
  );
});

it("a job whose worker is gone for the last time is said to be given up", async () => {
  const server = await start();
  await execute(
    server,
    `INSERT INTO bundle_jobs (id, type, payload, status, attempts, max_attempts, leased_until, token, created) VALUES ('jobgone', 'gone', 'null', 'running', 1, 1, '2026-01-01 00:00:00.000Z', 't', '2026-01-01 00:00:00.000Z')`,
  );
  await expect.poll(() => lines(server, "job gone jobgone, given up,")).toHaveLength(1);
});

it("an error of a save says which field was refused, and why", async () => {
  const server = await start();
  await enqueue(server, "refused", 1);
  await server.waitForLog(/job refused jobrefused, attempt 1 of 1, given up, failed/);
  const reason = /Failed to create record\. title: Must be at most 100 characters long\./;
  expect(lines(server, "job refused")).toEqual([expect.stringMatching(reason)]);
  expect(await sql(server, "SELECT error AS v FROM bundle_jobs WHERE type = 'refused'")).toEqual([
    expect.stringMatching(reason),
  ]);
});
