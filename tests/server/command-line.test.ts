// What scripts and people rely on in every command of `pocketbase bundle`: exit codes, JSON, the
// two outputs, the question of `uninstall`, and steps that can be interrupted.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, settled, sql } from "./work.ts";

const CONFIG = `module.exports = {
  validate: { orders: { fields: { title: { unique: true } } } },
  extensions: [{ name: "x", jobs: { note: { handler: () => {} } },
    changes: [{ on: "orders:create", handler: () => {} }] }],
};`;

const start = (config = CONFIG, args: string[] = []) =>
  serve({ config, migrations: MIGRATIONS, hooks: PROBE, args });

/** Runs a command and keeps its two outputs apart. */
function run(server: Server, ...args: string[]) {
  const all = ["bundle", ...args, ...server.folder.args];
  const { status, stdout, stderr } = spawnSync(pocketbaseBinary(), all, {
    cwd: server.folder.root,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs a command at a terminal, and types a line there. */
function typeAt(server: Server, line: string, ...args: string[]) {
  const words = [pocketbaseBinary(), "bundle", ...args, ...server.folder.args];
  const text = words.map((word) => `'${word}'`).join(" ");
  return spawnSync("script", ["-qec", text, "/dev/null"], {
    cwd: server.folder.root,
    encoding: "utf8",
    input: line,
  });
}

const killJobs = (server: Server, count: number) =>
  execute(
    server,
    `INSERT INTO bundle_jobs (id, type, payload, status, attempts, max_attempts, created, finished, error)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    SELECT printf('job%012d', i), 'note', 'null', 'dead', 8, 8, '2026-01-01 00:00:00.000Z', '2026-01-01 00:00:00.000Z', 'x' FROM n`,
  );

const numberOf = (server: Server, type: string) =>
  JSON.parse(run(server, "status", "--json").out).jobs.find(
    (one: { type: string }) => one.type === type,
  );

const BUNDLE = "SELECT name AS v FROM sqlite_master WHERE name LIKE '%bundle%' ORDER BY name";

it("uninstall shows what goes, and removes nothing without a yes", async () => {
  const server = await start();
  await server.client().collection("orders").create({ title: "x" });
  await settled(server);
  const before = await sql(server, BUNDLE);
  expect(run(server, "uninstall", "--yes")).toMatchObject({ code: 1, out: "" });
  await server.stop();

  const dry = run(server, "uninstall", "--dry-run");
  expect(dry).toMatchObject({ code: 0, err: "" });
  expect(dry.out).toMatch(/ {2}bundle_jobs: \d+ rows\n/);
  expect(dry.out).toMatch(/tables:\n {2}bundle_captured: 0 rows\n/);
  expect(dry.out).toMatch(/1 indexes of your collections stay.*--indexes/);

  const blind = run(server, "uninstall");
  expect(blind.code).toBe(1);
  expect(blind.err).toMatch(/^Pocketbundle: nothing is removed.*--yes/);
  const no = typeAt(server, "no\n", "uninstall");
  expect(no.stdout).toMatch(/Type "yes": [\s\S]*nothing is removed/);
  expect(no.status).toBe(1);

  await server.restart();
  expect(await sql(server, BUNDLE)).toEqual(before);
});

it("uninstall removes what it has shown, after a yes at the terminal", async () => {
  const server = await start();
  await server.stop();
  expect(typeAt(server, "yes\n", "uninstall")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("all of this is removed"),
  });
  expect(existsSync(join(server.folder.data, ".pocketbundle"))).toBe(false);
  const left = JSON.parse(run(server, "uninstall", "--dry-run", "--json").out);
  expect(left).toEqual({
    removed: false,
    collections: {},
    tables: {},
    triggers: [],
    indexes: [expect.stringMatching(/^idx_bundle_title_/)],
  });
  expect(JSON.parse(run(server, "uninstall", "--yes", "--indexes", "--json").out)).toEqual({
    ...left,
    removed: true,
  });
  expect(JSON.parse(run(server, "uninstall", "--dry-run", "--json").out)).toEqual({
    ...left,
    indexes: [],
  });
  rmSync(join(server.folder.hooks, "pocketbundle.config.js"));
  await server.restart();
  expect(await sql(server, BUNDLE)).toEqual([]);
  expect(await sql(server, "SELECT indexes AS v FROM _collections WHERE name = 'orders'")).toEqual([
    "[]",
  ]);
});

it("status and retry have exit code 3 while nobody is at work", async () => {
  const server = await start();
  await killJobs(server, 2);
  expect(run(server, "status").code).toBe(0);
  await server.stop();
  expect(run(server, "status")).toMatchObject({ code: 3, err: "" });
  const retried = run(server, "retry", "job000000000001");
  expect(retried.code).toBe(3);
  expect(retried.out).toMatch(/1 back in the queue\.\n.*no server or worker is running/);
  writeFileSync(
    join(server.folder.hooks, "pocketbundle.config.js"),
    "module.exports = { jbos: 1 }",
  );
  const refused = run(server, "status");
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/^Pocketbundle: the config cannot be used[\s\S]*"jbos"/);
});

it("every command has one JSON shape, and its errors are not in it", async () => {
  const server = await start();
  await killJobs(server, 2);
  const json = (...args: string[]) => {
    const { code, out, err } = run(server, ...args, "--json");
    expect([code, err]).toEqual([0, ""]);
    return JSON.parse(out);
  };
  expect(json("status").workers).toEqual([expect.objectContaining({ lives: true })]);
  expect(json("pause", "note")).toEqual({ type: "note", paused: true });
  expect(json("retry", "job000000000001")).toEqual({ queued: 1, hastened: 0, dead: 1 });
  expect(json("retry", "--dead")).toEqual({ queued: 1, hastened: 0, dead: 0 });
  expect(json("resume", "note")).toEqual({ type: "note", paused: false });
  expect(json("check")).toEqual({ right: true, problems: [], pending: [] });
  expect(json()).toContainEqual({
    use: expect.stringMatching(/^retry /),
    short: expect.any(String),
  });
  const worker = server.background("bundle", "work", "--json");
  await expect.poll(() => worker.output()).toMatch(/^\{"id":"worker-\w+"\}\n/);
  await worker.end("SIGTERM");
  expect(run(server, "retry", "nothing", "--json")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(/^Pocketbundle: there is no dead/),
  });
  writeFileSync(
    join(server.folder.hooks, "pocketbundle.config.js"),
    "module.exports = { jbos: 1 }",
  );
  const wrong = run(server, "check", "--json");
  expect(wrong.code).toBe(1);
  expect(JSON.parse(wrong.out)).toMatchObject({ right: false, problems: [{ path: "jbos" }] });
  // PocketBase's SQL stays out of it.
  expect(JSON.parse(run(server, "status", "--json", "--dev").out)).toMatchObject({ changes: 0 });
});

it("check --json is one line of JSON, whatever is wrong with the files", async () => {
  const server = await start();
  await server.stop();
  const at = (name: string) => join(server.folder.hooks, name);
  const problemsWith = (text: string | undefined, copy = "") => {
    rmSync(at("pocketbundle.config.js"), { force: true });
    if (text !== undefined) writeFileSync(at("pocketbundle.config.js"), text);
    if (copy) copyFileSync(at("pocketbundle.pb.js"), at(copy));
    const { code, out, err } = run(server, "check", "--json");
    if (copy) rmSync(at(copy));
    expect([code, err, out.match(/\n/g)]).toEqual([1, "", ["\n"]]);
    const { right, problems, pending } = JSON.parse(out);
    expect([right, pending]).toEqual([false, []]);
    return problems.map(({ message }: { message: string }) => message).join("\n");
  };
  expect(problemsWith("")).toMatch(/file is empty/);
  expect(problemsWith("// later\n")).toMatch(/exports nothing/);
  expect(problemsWith("module.exports = {")).toMatch(/the file ends too early/);
  expect(problemsWith("throw new Error('no')")).toMatch(/no/);
  expect(problemsWith("module.exports = null")).not.toBe("");
  expect(problemsWith("module.exports = {}")).toMatch(/missing or empty/);
  expect(problemsWith(undefined)).toMatch(/missing or empty/);
  expect(problemsWith(CONFIG, "pocketbundle-1.pb.js")).toMatch(/second copy/);
  expect(problemsWith(CONFIG, "z.pb.js")).toMatch(/second copy/);
});

it("help is for every command, and `bundle` alone lists them", async () => {
  const server = await start();
  // PocketBase reads no flags after `--help`, not even those that say where the hooks are.
  const { root, args: folders } = server.folder;
  const help = (...args: string[]) =>
    spawnSync(pocketbaseBinary(), [...folders, "bundle", ...args], { cwd: root, encoding: "utf8" });
  expect(help("retry", "--help")).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^pocketbase bundle retry <id> \| --dead \[--json\]\n/),
    stderr: "",
  });
  for (const args of [[], ["--help"], ["-h"]]) {
    const { status, stdout: out } = help(...args);
    expect(status).toBe(0);
    for (const name of ["status", "retry", "uninstall", "check", "work"]) {
      expect(out).toContain(`pocketbase bundle ${name} `);
    }
  }
});

it("a project without a config has nothing to work on", async () => {
  const server = await start("module.exports = {}");
  expect(run(server, "work").err).toMatch(/^Pocketbundle: the config has no changes, jobs/);
  rmSync(join(server.folder.hooks, "pocketbundle.config.js"));
  const { code, out, err } = run(server, "work");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/^Pocketbundle: there is no .*pocketbundle\.config\.js/);
});

it("retry --dead goes by thousands, and goes on after an interruption", async () => {
  const server = await start();
  await killJobs(server, 12_500);
  expect(run(server, "status").out).toMatch(/\nnote +0 +0 +0 +1000\+ +0 s +0\n/);
  await server.stop();
  const first = server.background("bundle", "retry", "--dead");
  await expect.poll(() => numberOf(server, "note").waiting, { interval: 5 }).toBeGreaterThan(0);
  expect(await first.end("SIGINT")).toBe(130);
  // Counts of dead jobs end at 1000.
  const { dead, waiting } = numberOf(server, "note");
  expect(dead).toBe(1000);
  expect(waiting % 1000).toBe(0);
  const second = run(server, "retry", "--dead");
  expect(second.out).toContain(`${12_500 - waiting} back in the queue.`);
  expect(numberOf(server, "note")).toMatchObject({ dead: 0, waiting: 12_500 });
});
