// Files that change while the server runs with `--hooksWatch`, PocketBase's default.
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Server, until } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";

const WATCH = ["--hooksWatch=true"];
/** Listens and has jobs, so that there are triggers and workers. */
const config = (version: number, more = "") => `module.exports = {
  jobs: { workers: 2 },
  extensions: [{ name: "x",
    changes: [{ on: "orders:create", handler() {} }],
    jobs: { a: { handler() {} } },
    routes: [{ method: "GET", path: "/version", auth: "public", handler: () => ({ version: ${version} }) }],
    ${more}
  }],
};`;

const write = (server: Server, text: string, name = "pocketbundle.config.js") =>
  writeFileSync(join(server.folder.hooks, name), text);

const versionOf = async (server: Server): Promise<number | undefined> => {
  const response = await fetch(`${server.url}/version`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as { version: number }).version : undefined;
};

/** Waits until the server has refused to restart, and has said why. */
const refused = async (server: Server, times: number) =>
  until(
    () => (server.log().match(/The server is not restarted/g) ?? []).length >= times || undefined,
    () => `${times} refused restarts:\n${server.log()}`,
    30_000,
  );

const HALF_TYPED: [what: string, text: string, message: RegExp][] = [
  [
    "a syntax error",
    "module.exports = { extensions: [{ na",
    /pocketbundle\.config\.js, line \d: syntax error/,
  ],
  ["an empty file", "", /The file is empty/],
  ["a refused key", "module.exports = { male: {} };", /male\n.*Unknown key "male"/],
  [
    "a field that is not there",
    "module.exports = { validate: { orders: { fields: { titel: { minLength: 3 } } } } };",
    /validate\.orders\.fields\.titel\n.*Did you mean "title"/,
  ],
  [
    "a module that is not there",
    "module.exports = require('./nope.js');",
    /there is no module "\.\/nope\.js"/,
  ],
];

it("a half-typed config does not end the server, which keeps its old one and says why", async () => {
  const server = await serve({ config: config(1), args: WATCH });
  const { pid } = server;
  let times = 0;
  for (const [what, text, message] of HALF_TYPED) {
    const before = server.log().length;
    write(server, text);
    await refused(server, ++times);
    expect(server.log().slice(before), what).toMatch(message);
    expect(await versionOf(server), what).toBe(1);
  }
  write(server, config(2));
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBe(2);
  expect(server.pid).toBe(pid);

  write(server, "module.exports = { male: {} };");
  await refused(server, times + 1);
  // A start by hand is as strict as ever.
  expect(await server.stop()).toBe(0);
  await expect(server.restart()).rejects.toThrow(/Unknown key "male"/);
});

it("a reload is refused where a start would go on without Pocketbundle", async () => {
  const rules = "validate: { orders: { fields: { title: { minLength: 3 } } } },";
  const server = await serve({
    config: config(1).replace("jobs:", `${rules} jobs:`),
    env: { POCKETBUNDLE_ON_ERROR: "log" },
    args: WATCH,
  });
  write(server, "module.exports = {");
  await refused(server, 1);
  const orders = server.pb.collection("orders");
  await expect(orders.create({ title: "ab" })).rejects.toMatchObject({ status: 400 });
});

it("a check that still runs ends with the server", async () => {
  const server = await serve({ config: config(1), args: WATCH });
  write(server, "while (true) {}");
  const checks = () =>
    execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line.includes("bundle check") && line.includes(server.folder.root));
  await expect.poll(checks, { timeout: 30_000 }).toHaveLength(1);
  expect(await server.stop()).toBe(0);
  await expect.poll(checks).toEqual([]);
});

it("a backup is restored only when the server can start with it", async () => {
  const server = await serve({ config: config(1) });
  const orders = server.pb.collection("orders");
  await server.pb.backups.create("kept.zip");
  const later = await orders.create({ title: "after the backup" });
  write(server, "module.exports = {");
  await server.pb.backups.restore("kept.zip");
  await server.waitForLog(/The backup is not restored/);
  expect(await orders.getOne(later.id)).toMatchObject({ title: "after the backup" });
  expect(await versionOf(server)).toBe(1);
  write(server, config(2));
  await server.pb.backups.restore("kept.zip");
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBe(2);
  await expect(orders.getOne(later.id)).rejects.toMatchObject({ status: 404 });
});

it("another hook file that is half typed does not take the server's hooks away", async () => {
  const server = await serve({ config: config(1), args: WATCH });
  write(server, "routerAdd('GET', '/other', (e) => {", "other.pb.js");
  await refused(server, 1);
  expect(server.log()).toMatch(/failed to execute other\.pb\.js/i);
  expect(server.log()).not.toContain("goroutine");
  expect(await versionOf(server)).toBe(1);
  write(server, "routerAdd('GET', '/other', (e) => e.json(200, { other: true }))", "other.pb.js");
  await expect
    .poll(
      () =>
        fetch(`${server.url}/other`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200);
});

it("the first config is held to the same: a server without one goes on", async () => {
  const server = await serve({ args: WATCH });
  write(server, "module.exports = {");
  await refused(server, 1);
  write(server, config(1));
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBe(1);
});

it("a config may need what its start makes, or what a migration makes that has not run", async () => {
  const server = await serve({ config: config(1), args: WATCH });
  const rules = "validate: { things: { fields: { title: { minLength: 3 } } } },";
  const things = `collections: [{ name: "things", fields: [{ type: "text", name: "title" }] }],`;
  write(server, config(2, things).replace("jobs:", `${rules} jobs:`));
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBe(2);
  const migration = `migrate((app) => app.save(new Collection({ type: "base", name: "later", fields: [{ type: "text", name: "text" }] })))`;
  writeFileSync(join(server.folder.root, "pb_migrations", "9_later.js"), migration);
  const later = "validate: { later: { fields: { text: { minLength: 3 } } } },";
  write(server, config(3).replace("jobs:", `${later} jobs:`));
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBe(3);
  expect(server.log()).not.toContain("not restarted");
});

it("many saves in a row, the last one right: the server restarts with it", async () => {
  const server = await serve({ config: config(1), args: WATCH });
  for (let i = 2; i <= 6; i++) {
    write(server, i % 2 === 0 ? "module.exports = {" : config(i));
    await new Promise((resolve) => setTimeout(resolve, 80));
  }
  write(server, config(7));
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBe(7);
});

it("without its config the server goes on, and without both files it does without them", async () => {
  const server = await serve({ config: config(1), args: WATCH });
  rmSync(join(server.folder.hooks, "pocketbundle.config.js"));
  await refused(server, 1);
  expect(server.log()).toMatch(/The config is missing or empty/);
  expect(await versionOf(server)).toBe(1);
  rmSync(join(server.folder.hooks, "pocketbundle.pb.js"));
  await expect.poll(() => versionOf(server), { timeout: 30_000 }).toBeUndefined();
  await expect
    .poll(
      () =>
        fetch(`${server.url}/api/health`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200);
});

/** Milliseconds in which a reload refuses connections, the shortest of three. */
async function refusalOf(server: Server, name: string, text: string): Promise<number> {
  const times: number[] = [];
  for (let round = 1; round <= 3; round++) {
    write(server, `${text}\n// ${round}`, name);
    times.push(await downtime(server));
  }
  return Math.min(...times);
}

async function downtime(server: Server): Promise<number> {
  const answers = () =>
    fetch(`${server.url}/api/health`, { headers: { connection: "close" } }).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(
    async () => !(await answers()) || undefined,
    () => "the reload begins",
    30_000,
    2,
  );
  const begin = Date.now();
  await until(
    async () => (await answers()) || undefined,
    () => "the server is back",
    30_000,
    2,
  );
  return Date.now() - begin;
}

it("a reload with workers refuses connections for hardly longer than PocketBase's own", async () => {
  const hook = "routerAdd('GET', '/x', (e) => e.json(200, {}))";
  const bare = await serve({ hooks: { "a.pb.js": hook }, args: WATCH });
  rmSync(join(bare.folder.hooks, "pocketbundle.pb.js"));
  await downtime(bare);
  const own = await refusalOf(bare, "a.pb.js", hook);
  await bare.stop();
  const server = await serve({ config: config(1), args: WATCH });
  expect(await refusalOf(server, "pocketbundle.config.js", config(1))).toBeLessThan(own + 2500);
});
