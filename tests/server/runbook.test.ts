// Runs the commands of the runbook (docs/operating.md) on a real server, in its order.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, SEE, seen, settled } from "./work.ts";

const PAGE = readFileSync("docs/operating.md", "utf8");
const RUNBOOK = PAGE.slice(PAGE.indexOf("## Runbook"), PAGE.indexOf("\n## Where"));

/** The commands under a heading. */
const commandsOf = (heading: string): string[] => {
  const part = RUNBOOK.split(/^### /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return [...part.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command]) => command ?? "");
};
const used = new Set<string>();

function run(server: Server, heading: string, place = 0) {
  const command = commandsOf(heading)[place] ?? "";
  used.add(command);
  const text = command
    .replaceAll("/srv/app", server.folder.root)
    .replaceAll("/srv/", `${server.folder.root}/srv-`);
  const { status, stdout, stderr } = spawnSync("sh", ["-c", text], { encoding: "utf8" });
  return { status, output: stdout + stderr };
}

const config = (greeting: string) => `${SEE}
module.exports = { jobs: { workers: 1, poll: 20, backoff: 10 }, extensions: [{ name: "x",
  jobs: { greet: { attempts: 1, handler: ({ n }, ctx) => {
    if ($os.readDir(__hooks + "/..").some((file) => file.name() === "down")) throw new Error("The service is down.");
    see(ctx.app, "${greeting}", n); } } },
  routes: [{ method: "POST", path: "/api/greet/{n}", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue("greet", { n: ctx.params.n }) }) }],
}] };`;
const greet = (server: Server, n: number) =>
  fetch(`${server.url}/api/greet/${n}`, { method: "POST" });
const greeted = async (server: Server, greeting = "hello") =>
  (await seen(server, greeting)).map(({ of }) => Number(of));

async function start(): Promise<Server> {
  const server = await serve({ config: config("hello"), migrations: MIGRATIONS, hooks: PROBE });
  symlinkSync(pocketbaseBinary(), join(server.folder.root, "pocketbase"));
  return server;
}

it("install, deploy, back up, restore", async () => {
  const server = await start();
  const at = (name: string) => join(server.folder.root, name);
  expect(run(server, "Install")).toMatchObject({
    status: 0,
    output: expect.stringContaining("the config is right"),
  });
  await greet(server, 1);
  await settled(server);

  cpSync(at("pb_hooks"), at("pb_hooks.new"), { recursive: true });
  writeFileSync(at("pb_hooks.new/pocketbundle.config.js"), "module.exports = { jbos: {} };");
  expect(run(server, "Deploy")).toMatchObject({
    status: 1,
    output: expect.stringContaining('Unknown key "jbos"'),
  });
  writeFileSync(at("pb_hooks.new/pocketbundle.config.js"), config("welcome"));
  expect(run(server, "Deploy").status).toBe(0);
  expect(run(server, "Deploy", 1).status).toBe(0);
  await server.stop();
  await server.restart();
  await greet(server, 2);
  await settled(server);
  expect([await greeted(server), await greeted(server, "welcome")]).toEqual([[1], [2]]);

  await server.stop();
  expect(run(server, "Back up").status).toBe(0);
  await server.restart();
  await greet(server, 3);
  await settled(server);
  await server.stop();
  expect(run(server, "Restore").status).toBe(0);
  expect(run(server, "Restore", 1)).toMatchObject({ status: 0 });
  await server.restart();
  await greet(server, 4);
  expect(run(server, "An outage").output).toContain("paused");
  expect(await greeted(server, "welcome")).toEqual([2]);
  expect(run(server, "An outage", 1).status).toBe(0);
  await settled(server);
  expect(await greeted(server, "welcome")).toEqual([2, 4]);
});

it("an outage, and a full disk's look", async () => {
  const server = await start();
  mkdirSync(join(server.folder.root, "down"));
  await greet(server, 1);
  await expect.poll(() => run(server, "A full disk").output).toMatch(/greet +0 +0 +0 +1/);
  expect(run(server, "An outage").output).toContain("The service is down.");
  await greet(server, 2);
  spawnSync("rmdir", [join(server.folder.root, "down")]);
  expect(run(server, "An outage", 1)).toMatchObject({
    status: 0,
    output: expect.stringContaining("1 back in the queue"),
  });
  await settled(server);
  expect((await greeted(server)).toSorted()).toEqual([1, 2]);
});

it("move, and remove", async () => {
  const server = await start();
  await greet(server, 1);
  await settled(server);
  await server.stop();
  expect(run(server, "Move to another machine").status).toBe(0);
  expect(run(server, "Move to another machine", 1)).toMatchObject({
    status: 0,
    output: expect.stringContaining("the config is right"),
  });
  expect(run(server, "Remove")).toMatchObject({
    status: 0,
    output: expect.stringMatching(/bundle_jobs\D+1/),
  });
  expect(run(server, "Remove", 1).status).toBe(0);
  expect(existsSync(join(server.folder.hooks, "pocketbundle.pb.js"))).toBe(false);
  await server.restart();
  expect(
    (await server.pb.collections.getFullList()).filter(({ name }) => /^bundle/.test(name)),
  ).toEqual([]);
});

it("no command is without a test", () => {
  const commands = [...RUNBOOK.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command]) => command);
  expect(commands.filter((command) => !used.has(command ?? ""))).toEqual([]);
});
