// `pocketbase bundle status`, `retry` and `uninstall`, with a config that cannot be used.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, SEE, seen, sql } from "./work.ts";

const CONFIG = `${SEE}
module.exports = {
  jobs: { workers: 1, poll: 20, backoff: 100 },
  mail: { from: "a@example.com", messages: {} },
  receive: { shop: { scheme: "github", secret: process.env.SHOP_SECRET || "for tests only, no secret", on: {
    "*": () => { throw new Error("no shop, body 4711"); } } } },
  extensions: [{ name: "x", jobs: {
    fail: { attempts: 1, handler: (payload, ctx) => { see(ctx.app, "fail", ctx.job.id); throw new Error("no stock"); } },
    later: { handler: () => {} },
  } }],
};`;

const INSERT = `INSERT INTO bundle_jobs (id, type, payload, status, max_attempts, created, run_at, error)`;
const FILL = [
  `${INSERT} VALUES ('jobdead00000001', 'fail', 'null', 'queued', 1, '2026-01-01 00:00:00.000Z', '', '')`,
  `${INSERT} VALUES ('joblater0000001', 'later', 'null', 'queued', 8, '2026-01-01 00:00:00.000Z', '2100-01-01 00:00:00.000Z', '')`,
  `INSERT INTO bundle_mails (id, message, status, error, subject, envelope, data) VALUES ('mailfailed00001', 'welcome', 'failed', '550 no such user' || char(10) || 'at line 2', 'Hi', '{}', '{"code":"TOKEN"}')`,
  `INSERT INTO bundle_mails (id, message, status, envelope) VALUES ('mailsent0000001', 'welcome', 'sent', '{}')`,
  `INSERT INTO bundle_events (id, source, event, type, status, error, payload, finished) VALUES ('eventdead000001', 'shop', 'e1', 'order.paid', 'dead', 'Error: no shop', '{"card":"4711"}', '2026-01-01 00:00:00.000Z')`,
];

async function filled(): Promise<Server> {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  for (const text of FILL) await sql(server, `${text} RETURNING id AS v`);
  await expect.poll(async () => (await seen(server, "fail")).length).toBe(1);
  await expect
    .poll(() => sql(server, "SELECT status AS v FROM bundle_jobs WHERE type = 'fail'"))
    .toEqual(["dead"]);
  return server;
}

const write = (server: Server, config: string | undefined) => {
  const path = join(server.folder.hooks, "pocketbundle.config.js");
  if (config === undefined) rmSync(path);
  else writeFileSync(path, config);
};

const BROKEN: [what: string, config: string | undefined][] = [
  ["a variable that is not set", CONFIG.replace(' || "for tests only, no secret"', "")],
  ["an unknown key", CONFIG.replace("mail:", "male:")],
  ["a syntax error", "module.exports = { mail: {"],
  ["a config that throws", "throw new Error('no file')"],
  ["extensions of the wrong type", "module.exports = { extensions: 5 }"],
  ["no config", undefined],
];

it("status shows what waits, runs and has failed, and no bodies", async () => {
  const server = await filled();
  const { code, output } = await server.command("bundle", "status");
  expect(code).toBe(0);
  expect(output).toMatch(/^Pocketbundle \d+\.\d+\.\d+\n/);
  expect(output).toMatch(/type +due +scheduled +running +dead +oldest +done\/min\n/);
  expect(output).toMatch(/\nfail +0 +0 +0 +1 +0 s +0\n/);
  expect(output).toMatch(/\nlater +0 +1 +0 +0 +0 s +0\n/);
  expect(output).toMatch(/\nmails: 1 failed, 1 sent\n/);
  expect(output).toMatch(/\nevents: 1 dead\n/);
  expect(output).toMatch(/\njob +jobdead00000001 +fail +dead +Error: no stock\n/);
  expect(output).toMatch(/\nmail +mailfailed00001 +welcome +failed +550 no such user\n/);
  expect(output).toMatch(/\nevent +eventdead000001 +shop order\.paid +dead +Error: no shop\n/);
  expect(output).toMatch(/\nserver-\w+: seen \d+ s ago\n/);
  expect(output).not.toMatch(/4711|TOKEN|line 2/);

  const state = JSON.parse((await server.command("bundle", "status", "--json")).output);
  expect(state).toMatchObject({
    version: expect.stringMatching(/^\d/),
    changes: 0,
    notes: [],
    rows: { mails: { failed: 1, sent: 1 }, events: { dead: 1 } },
    workers: [{ role: "server" }],
  });
  expect(state.jobs).toContainEqual(
    expect.objectContaining({ type: "later", waiting: 1, due: 0, scheduled: 1 }),
  );
  expect(state.errors.map(({ id }: { id: string }) => id).sort()).toEqual([
    "eventdead000001",
    "jobdead00000001",
    "mailfailed00001",
  ]);
  await server.stop();
  expect((await server.command("bundle", "status")).output).toMatch(
    /\nNo server or worker is running\.\n$/,
  );
});

it.each(BROKEN)("status and retry work with %s", async (_, config) => {
  const server = await filled();
  write(server, config);
  expect(await server.command("bundle", "status")).toMatchObject({
    code: 0,
    output: expect.stringContaining("jobdead00000001"),
  });
  for (const id of ["jobdead00000001", "mailfailed00001", "eventdead000001"]) {
    expect(await server.command("bundle", "retry", id)).toMatchObject({
      code: 0,
      output: expect.stringContaining("1 back in the queue"),
    });
  }
  // The server still has the config that it started with.
  await expect.poll(async () => (await seen(server, "fail")).length).toBe(2);
  await expect
    .poll(() =>
      sql(
        server,
        "SELECT max_attempts || ' ' || attempts || ' ' || error AS v FROM bundle_jobs WHERE type = 'bundle.event'",
      ),
    )
    .toEqual([expect.stringMatching(/^8 1 Error: no shop, body 4711/)]);
});

it.each(BROKEN)("uninstall works with %s", async (_, config) => {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  await server.stop();
  write(server, config);
  expect(await server.command("bundle", "uninstall", "--yes")).toMatchObject({ code: 0 });
  write(server, "module.exports = {}");
  await server.restart();
  expect(
    await sql(server, "SELECT name AS v FROM sqlite_master WHERE name LIKE 'bundle%'"),
  ).toEqual([]);
});

it("a server that has stored nothing has a status of its own: exit code 1", async () => {
  const server = await serve({ config: "module.exports = {}" });
  expect(await server.command("bundle", "status")).toMatchObject({
    code: 1,
    output: expect.stringContaining("no queue yet"),
  });
});

it("the other commands are as strict as before", async () => {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  write(server, "module.exports = { mail: {");
  for (const command of [
    ["bundle", "work"],
    ["superuser", "upsert", "a@b.co", "1234567890"],
  ]) {
    expect(await server.command(...command)).toMatchObject({
      code: 1,
      output: expect.stringContaining("the config cannot be used"),
    });
  }
});
