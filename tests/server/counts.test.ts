// The tables that grow are asked through their indexes, and what has ended is counted only so far.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Server, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { hmac } from "../senders.ts";
import { serve } from "./bundle.ts";
import { execute, hurry, MIGRATIONS, PROBE, sql } from "./work.ts";

const CONFIG = `module.exports = {
  jobs: { workers: 1, poll: 20, backoff: 1000, keep: { done: "1h" } },
  mail: { rate: { perSecond: 500, perRecipientPerHour: 500 }, messages: { note: { category: "news" } } },
  receive: { hmac: { secret: "secret", hmac: { header: "X-Sign" },
    on: { "bad": (event, ctx) => { throw ctx.discard("It is bad."); }, "*": () => {} } } },
  extensions: [{ name: "x",
    changes: [{ on: "orders:*", handler: (change) => { if (change.record.title === "bad") throw new Error("bad"); } }],
    jobs: {
      work: { handler: () => {} },
      fails: { handler: () => { throw new Error("no"); } },
      dies: { attempts: 1, concurrency: 1, handler: () => { throw new Error("no"); } } },
    routes: [
      { method: "POST", path: "/work", auth: "public", handler: ({ jobs, mail }) => {
        const runAt = "2100-01-01T00:00:00Z";
        for (const key of ["a", "a"]) jobs.enqueue("work", {}, { key, debounce: 1 });
        for (const key of ["b", "b"]) jobs.enqueue("work", {}, { key, throttle: 1 });
        jobs.enqueue("work", {}, { key: "c", runAt });
        jobs.find({ type: "work", key: "c" });
        jobs.reschedule({ type: "work", key: "c" }, { runAt });
        jobs.cancel({ type: "work", key: "c" });
        for (const type of ["fails", "dies"]) jobs.enqueue(type, {});
        const attach = [{ name: "a.txt", text: "text" }];
        for (const key of ["k", "k"]) mail.send("note", { to: "a@example.com", key, attach });
        return {};
      } },
      { method: "POST", path: "/explain", auth: "superusers", handler: (ctx) => {
        const found = arrayOf(new DynamicModel({ detail: "" }));
        ctx.app.db().newQuery("EXPLAIN QUERY PLAN " + ctx.body.sql).all(found);
        return { plan: found.map((row) => row.detail) };
      } },
    ] }],
};`;
const HOOKS = { ...PROBE, "mail/note.html": "<p>x</p>", "mail/note.subject.txt": "x" };

/** So many rows of each table that have ended, long ago or in the last minute. */
const ended = (count: number, when: string) => {
  const from = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  const at = `strftime('%Y-%m-%d %H:%M:%fZ', 'now', '${when}')`;
  return [
    `INSERT INTO bundle_jobs (type, key, payload, status, max_attempts, created, finished, error)
      ${from} SELECT 'work', 'k' || i, '{}', iif(i % 10, 'done', 'dead'), 8, ${at}, ${at}, 'x' FROM n`,
    `INSERT INTO bundle_mails (id, message, status, "to", envelope, files, created, sent)
      ${from} SELECT 'old' || (i + ${count}), 'note', iif(i % 10, 'sent', 'failed'), 'a' || i || '@example.com', '{}', 'f' || i, ${at}, ${at} FROM n`,
    `INSERT INTO bundle_attachments (files, position, content)
      ${from} SELECT 'f' || i, 0, 'QQ==' FROM n WHERE true ON CONFLICT DO NOTHING`,
    `INSERT INTO bundle_events (source, event, type, payload, status, created, finished)
      ${from} SELECT 'hmac', 'old' || i || '${when}', 'x', '{}', iif(i % 10, 'done', 'dead'), ${at}, ${at} FROM n`,
  ];
};

const LARGE = /\bbundle_(?:jobs|mails|events|attachments|captured)\b(?: AS ("[^"]+"|\w+))?/g;
/** Parts of the table of jobs, which have what waits, runs or is dead. */
const PARTS = /USING (COVERING )?INDEX bundle_jobs_(queued|running|dead|key|key_running)\b/;
/** Statements that may scan, since they end by themselves. */
const EXCEPTIONS = [
  // Changes are relayed at once. They are read in their order, and counted exactly.
  / FROM bundle_captured AS "bundle\.change" WHERE /,
  /^SELECT count\(\*\) AS row FROM bundle_captured$/,
  /EXISTS \(SELECT 1 FROM bundle_captured\)$/,
  /\(SELECT id \|\| created FROM bundle_captured ORDER BY id DESC LIMIT 1\)/,
  // While very many changes wait, an index takes its place.
  /SELECT id, record, source, 1 AS old FROM bundle_captured WHERE /,
  // The newest jobs, as far as a limit.
  /\(SELECT type, max_attempts FROM bundle_jobs ORDER BY rowid DESC LIMIT 1000\)/,
];
/** What the test must have seen, of each kind of work. */
const SEEN = [
  /^UPDATE bundle_jobs SET status = 'running'/,
  /^UPDATE bundle_jobs SET status = 'done'/,
  /^UPDATE bundle_jobs SET status = 'dead'/,
  /^UPDATE OR IGNORE bundle_jobs SET status = 'queued'/,
  /^UPDATE bundle_mails SET turn/,
  /^UPDATE bundle_mails SET content = NULL/,
  ...["jobs", "mails", "events"].map(
    (name) => new RegExp(`^DELETE FROM bundle_${name} WHERE rowid`),
  ),
  /^DELETE FROM bundle_jobs WHERE status = 'dead' AND type/,
  /^DELETE FROM bundle_captured/,
  /json_group_array\(DISTINCT token\)/,
  /'rate'/,
  /'about'/,
  /EXISTS \(SELECT 1 FROM bundle_mails WHERE files = OLD\.files\)/,
];

/** The statements that a server has printed in its dev mode, without those of PocketBase's API. */
const statementsIn = (log: string): string[] =>
  log
    .split(/^.*\[\d+\.\d+ms\] /m)
    .map((part) => part.replace(OTHER, "").trim())
    .filter(
      (part) =>
        /^(WITH|SELECT|INSERT|UPDATE|DELETE)\b/.test(part) && !/^(SELECT|INSERT INTO) `/.test(part),
    );
/** What comes after a statement in the log. */
const OTHER = /\n(\n|\d{4}\/|ERROR |WARN |INFO |DEBUG |└─|Pocketbundle)[\s\S]*/;

/** The steps of the statement's plan that scan a table that grows. */
async function scansOf(server: Server, statement: string): Promise<string[]> {
  const names = [...statement.matchAll(LARGE)].flatMap(([table, alias]) => [
    table.split(" ")[0],
    alias?.replaceAll('"', ""),
  ]);
  if (names.length === 0 || EXCEPTIONS.some((one) => one.test(statement))) return [];
  const body = { sql: statement };
  const { plan }: { plan: string[] } = await server.pb.send("/explain", { method: "POST", body });
  return plan
    .filter((step) => names.includes(/^SCAN "?([\w.]+)/.exec(step)?.[1] ?? "") && !PARTS.test(step))
    .map((step) => `${step}: ${statement}`);
}

it("no statement of the bundle's own scans a table that grows", { timeout: 120_000 }, async () => {
  const args = ["--hooksWatch=false", "--dev"];
  const server = await serve({ config: CONFIG, hooks: HOOKS, migrations: MIGRATIONS, args });
  const smtp = await startSmtp();
  await useSmtp(server.pb, smtp);
  for (const statement of ended(2000, "-100 days")) await execute(server, statement);
  // What is asked all the time is not printed by the dev mode otherwise.
  const file = join(server.folder.hooks, "pocketbundle.pb.js");
  const text = readFileSync(file, "utf8");
  const loud = text.replaceAll("queryLogFunc:null,execLogFunc:null", "");
  expect(loud).not.toBe(text);
  writeFileSync(file, loud);
  const command = (...args: string[]) => {
    const all = ["bundle", ...args, ...server.folder.args, "--dev"];
    return spawnSync(pocketbaseBinary(), all, { cwd: server.folder.root, encoding: "utf8" }).stdout;
  };
  await server.restart();
  for (const title of ["a", "bad", "b"]) {
    await server.client().collection("orders").create({ title });
  }
  await server
    .client()
    .send("/work", { method: "POST" })
    .catch(() => {
      throw new Error(server.log().slice(-3000));
    });
  for (const type of ["good", "bad"]) {
    const body = JSON.stringify({ id: type, type });
    const sent = await fetch(`${server.url}/api/bundle/receive/hmac`, {
      method: "POST",
      headers: { "x-sign": hmac("secret", body, "hex"), "content-type": "application/json" },
      body,
    });
    expect(sent.status).toBe(200);
  }
  await hurry(server);
  for (const cron of ["pocketbundle-mail", "pocketbundle-events"]) await server.pb.crons.run(cron);
  await server.pb.send("/api/bundle/health", {});
  await expect
    .poll(() => server.pb.collection("bundle_events").getFullList({ filter: "status = 'dead'" }))
    .toMatchObject([{ type: "bad" }]);
  await expect.poll(() => smtp.mails.length).toBe(1);
  const [mail] = await server.pb.collection("bundle_mails").getFullList();
  const log = [
    server.log(),
    command("status"),
    command("retry", mail?.id ?? ""),
    command("retry", "--dead"),
    server.log(),
  ].join("\n");
  await smtp.stop();

  const types = "SELECT min(type) FROM bundle_jobs WHERE type > 'a' AND status = 'dead'";
  const body = { sql: types };
  const { plan } = await server.pb.send("/explain", { method: "POST", body });
  expect(plan).toEqual([expect.stringContaining("INDEX bundle_jobs_dead (type>?)")]);
  // With few rows, a scan is the best plan.
  for (const statement of ended(2000, "-1 minutes")) await execute(server, statement);
  // A trigger's condition, as of a row.
  const [trigger = ""] = await sql(
    server,
    "SELECT sql AS v FROM sqlite_master WHERE type = 'trigger' AND name = 'bundle_mails_files'",
  );
  const [, condition] = / AND NOT (EXISTS \(.*?\))/.exec(trigger) ?? [];
  const statements = new Set([
    ...statementsIn(log),
    `SELECT ${condition} FROM (SELECT id AS files FROM bundle_workers) AS OLD`,
  ]);
  for (const one of SEEN)
    expect(
      [...statements].filter((sql) => one.test(sql)),
      `${one}`,
    ).not.toEqual([]);
  for (const statistics of ["none", "ANALYZE"]) {
    if (statistics !== "none") await execute(server, statistics);
    for (const statement of statements)
      expect(await scansOf(server, statement), statistics).toEqual([]);
  }
});

it("what waits is counted exactly, and what has ended as far as a thousand", async () => {
  const server = await serve({ config: CONFIG, hooks: HOOKS, migrations: MIGRATIONS });
  await server.stop();
  await server.restart();
  await execute(server, "UPDATE bundle_job_types SET paused = true");
  for (const statement of ended(11_000, "-1 seconds")) await execute(server, statement);
  const jobs = (type: string, values: string, count: number) =>
    execute(
      server,
      `INSERT INTO bundle_jobs (type, status, payload, max_attempts, created, priority, run_at, error)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      SELECT '${type}', 'queued', '{}', 8, strftime('%Y-%m-%d %H:%M:%fZ', 'now', '-90 seconds'), ${values} FROM n`,
    );
  const at = (when: string) => `strftime('%Y-%m-%d %H:%M:%fZ', 'now', '${when}')`;
  await jobs("work", "0, '', ''", 1200);
  await jobs("work", `1, ${at("-1 hours")}, 'Error: once'`, 1);
  await jobs("fails", `-1, ${at("+1 hours")}, 'Error: again' || char(10) || 'line 2'`, 3);
  await jobs("dies", `0, ${at("-5 seconds")}, ''`, 2);
  await jobs("gone", "0, '', ''", 1);
  const { jobs: found } = await server.pb.send("/api/bundle/health", {});
  const byType = new Map(found.map((one: { type: string }) => [one.type, one]));
  expect([...byType.keys()]).toEqual([...byType.keys()].toSorted());
  expect(byType.get("work")).toMatchObject({
    waiting: 1201,
    due: 1201,
    scheduled: 0,
    running: 0,
    dead: 1000,
  });
  // Its 9,900 were done at one time, so two thousand of them show the pace.
  const { rate, oldest } = byType.get("work") as { rate: number; oldest: number };
  expect(rate).toBeGreaterThan(9900);
  expect(oldest).toBeGreaterThanOrEqual(3600);
  expect(oldest).toBeLessThan(3660);
  expect(byType.get("fails")).toMatchObject({
    waiting: 3,
    due: 0,
    scheduled: 3,
    oldest: 0,
    dead: 0,
    rate: 0,
  });
  const ages = ["dies", "gone"].map((type) => (byType.get(type) as { oldest: number }).oldest);
  expect(ages[0]).toBeGreaterThanOrEqual(5);
  expect(ages[1]).toBeGreaterThanOrEqual(90);
  expect(Math.max(...ages)).toBeLessThan(150);

  const { output } = await server.command("bundle", "status");
  expect(output).toMatch(/\nwork +1201 +0 +0 +1000\+ +36\d\d s +\d+\n/);
  expect(output).toMatch(/\nmails: 1000\+ failed, 1000\+ sent\n/);
  expect(output).toMatch(/\nevents: 1000\+ dead, 1000\+ done\n/);
  const { errors } = JSON.parse((await server.command("bundle", "status", "--json")).output);
  const kinds = errors.map(({ kind, about, status, error }: Record<string, string>) =>
    [kind, about, status, error].join(),
  );
  expect(new Set(kinds)).toEqual(
    new Set(["job,work,dead,x", "job,work,queued,Error: once", "job,fails,queued,Error: again"]),
  );
});

it("the purge deletes mails with their attachments, old events and old jobs", async () => {
  const server = await serve({ config: CONFIG, hooks: HOOKS, migrations: MIGRATIONS });
  for (const statement of ended(3000, "-100 days")) await execute(server, statement);
  for (const statement of ended(10, "-1 minutes")) await execute(server, statement);
  for (const cron of ["pocketbundle-mail", "pocketbundle-events"]) await server.pb.crons.run(cron);
  const left = async () => {
    const counts = ["jobs", "mails", "events", "attachments"].map(
      (name) => `(SELECT count(*) FROM bundle_${name})`,
    );
    return (await sql(server, `SELECT ${counts.join(" || ' ' || ")} AS v`))[0];
  };
  await expect.poll(left, { timeout: 30_000 }).toBe("10 10 10 10");
});
