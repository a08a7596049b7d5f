// Files that a deploy has lost: what the server refuses, and what a monitor and a checksum notice.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { failure, refuse, serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, sql } from "./work.ts";

const RULES = "validate: { orders: { fields: { title: { minLength: 3 } } } },";
const JOBS = 'extensions: [{ name: "x", jobs: { a: { handler() {} } } }],';
const config = (parts: string) => `module.exports = { ${parts} };`;

const file = (server: Server, name: string) => join(server.folder.hooks, name);
const configOf = (server: Server) => file(server, "pocketbundle.config.js");
const bundleOf = (server: Server) => file(server, "pocketbundle.pb.js");

const LOST =
  /the config cannot be used, so the server does not start[\s\S]*is missing or empty[\s\S]*bundle uninstall/;

describe.each([
  ["with rules only", RULES],
  ["with jobs", JOBS],
])("a config %s that is lost", (_, parts) => {
  it("stops the next start, until it is back", async () => {
    const server = await serve({ config: config(parts), hooks: PROBE });
    for (const text of [
      undefined,
      "module.exports = {};",
      "module.exports = { extensions: [] };",
    ]) {
      rmSync(configOf(server));
      if (text !== undefined) writeFileSync(configOf(server), text);
      await expect(server.restart()).rejects.toThrow(LOST);
      expect(await server.command("bundle", "check")).toMatchObject({ code: 1 });
      writeFileSync(configOf(server), config(parts));
      await server.restart();
    }
    const versions = await sql(server, "SELECT part AS v FROM bundle_versions ORDER BY v");
    expect(versions).toEqual(parts === RULES ? ["config"] : ["config", "pocketbundle-work"]);
  });

  it("is gone on purpose after an uninstall", async () => {
    const server = await serve({ config: config(parts), hooks: PROBE });
    await server.stop();
    rmSync(configOf(server));
    expect(await server.command("bundle", "uninstall", "--yes")).toMatchObject({ code: 0 });
    await server.restart();
    expect(
      await sql(server, "SELECT name AS v FROM sqlite_master WHERE name LIKE 'bundle%'"),
    ).toEqual([]);
  });
});

it.each(["first", "second"])(
  "a folder in the place of the config stops the %s start",
  async (n) => {
    const server = await serve(n === "second" ? { config: config(RULES) } : {});
    await server.stop();
    rmSync(configOf(server), { force: true });
    mkdirSync(configOf(server));
    await expect(server.restart()).rejects.toThrow(
      /the config cannot be used, so[\s\S]*pocketbundle\.config\.js is a folder, and must be a file/,
    );
    const { code, output } = await server.command("bundle", "check");
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/is a folder[\s\S]*delete the folder/),
    ]);
  },
);

describe("`bundle status` says why nobody can start", () => {
  const JOBS_AND_RULES = config(RULES + JOBS);
  const COPY: [string, (server: Server) => void] = [
    "second copy of pocketbundle\\.pb\\.js",
    (server) => cpSync(bundleOf(server), file(server, "z.pb.js")),
  ];
  const LOST_FILES: [string, (server: Server) => void][] = [
    ["is missing or empty", (server) => rmSync(configOf(server))],
    ["is missing or empty", (server) => writeFileSync(configOf(server), config(""))],
    [
      "is missing or empty",
      (server) => renameSync(configOf(server), file(server, "pocketbundle.config.cjs")),
    ],
    ["file is empty", (server) => writeFileSync(configOf(server), "")],
    ["must be called", (server) => renameSync(bundleOf(server), file(server, "other.pb.js"))],
    COPY,
    [
      "nope",
      (server) =>
        writeFileSync(
          configOf(server),
          config(`${JOBS} validate: { orders: { fields: { nope: { minLength: 3 } } } }`),
        ),
    ],
  ];
  it.each(LOST_FILES)("%s (%#)", async (message, lose) => {
    const server = await serve({ config: JOBS_AND_RULES });
    await server.stop();
    expect(await server.command("bundle", "status")).toMatchObject({ code: 3 });
    lose(server);
    await expect(server.restart()).rejects.toThrow(new RegExp(message));
    for (const args of [[], ["--json"]]) {
      const all = ["bundle", "status", ...args, ...server.folder.args];
      const { status, stdout, stderr } = spawnSync(pocketbaseBinary(), all, {
        cwd: server.folder.root,
        encoding: "utf8",
      });
      expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
      expect(stderr).toMatch(/^Pocketbundle: .* cannot be used, so the server does not start/);
      if (args.length === 0) continue;
      expect(JSON.parse(stdout)).toMatchObject({
        workers: [],
        notes: [expect.stringMatching(`^The server cannot start: [\\s\\S]*${message}`)],
      });
    }
  });
});

it("a config may ask for nothing, when it says so", async () => {
  const server = await serve({ config: config(RULES) });
  writeFileSync(configOf(server), "module.exports = { validate: {} };");
  await server.restart();
  await server.pb.collection("orders").create({ title: "a" });
});

it("a first start needs no config, and a copy of the collections does not count as one", async () => {
  const server = await serve({
    migrations: {
      ...MIGRATIONS,
      "3_jobs.js": `migrate((app) => app.save(new Collection({ type: "base", name: "bundle_jobs", system: true })))`,
    },
  });
  await server.restart();
  expect(server.log()).toContain("nothing is registered");
});

it("a lost config stops no server that POCKETBUNDLE_ON_ERROR=log lets go on", async () => {
  const server = await serve({ config: config(RULES) });
  const copy = join(server.folder.root, "copy");
  await server.stop();
  cpSync(server.folder.data, copy, { recursive: true });
  const other = await serve({ data: copy, env: { POCKETBUNDLE_ON_ERROR: "log" } });
  expect(other.log()).toMatch(/is missing or empty[\s\S]*WITHOUT Pocketbundle's guarantees/);
  expect(await alive(other)).toBe(404);
});

describe("the bundle under another name", () => {
  it("is refused, with its name", async () => {
    const server = await serve({ config: config(RULES) });
    await server.stop();
    renameSync(bundleOf(server), file(server, "pocketbundle-1.pb.js"));
    await expect(server.restart()).rejects.toThrow(
      /pb_hooks\/pocketbundle-1\.pb\.js cannot be used, so[\s\S]*must be called pocketbundle\.pb\.js[\s\S]*Rename it/,
    );
    renameSync(file(server, "pocketbundle-1.pb.js"), file(server, "a.pb.js"));
    await expect(server.restart()).rejects.toThrow(/pb_hooks\/a\.pb\.js cannot be used/);
  });

  it.each(["pocketbundle-1.pb.js", "z.pb.js"])("is refused beside itself: %s", async (name) => {
    const server = await serve({ config: config(RULES) });
    await server.stop();
    cpSync(bundleOf(server), file(server, name));
    await expect(server.restart()).rejects.toThrow(
      /cannot be used, so[\s\S]*second copy of pocketbundle\.pb\.js[\s\S]*Delete it/,
    );
  });

  it("is no matter for other files of such a name", async () => {
    const { code, output } = await refuse("module.exports = { nope: 1 };", {
      hooks: { "pocketbundle-extra.pb.js": "// ours", "pocketbundle.pb.js.bak": "x(" },
    });
    expect(code).toBe(1);
    expect(output).toContain('Unknown key "nope"');
    expect(output).not.toContain("second copy");
  });
});

/** What a monitor without an account asks. */
const alive = async (server: Server) => (await fetch(`${server.url}/api/bundle/alive`)).status;

/** The command of docs/operating.md that has this text, for a server's folder. */
function shell(server: Server, text: string): number | null {
  const blocks = [...PAGE.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, body]) => body ?? "");
  const [found = "", ...others] = blocks.filter((body) => body.includes(text));
  expect([found === "", others]).toEqual([false, []]);
  const command = found
    .replace("/srv/app", server.folder.root)
    .replace("https://example.com", server.url);
  return spawnSync("sh", ["-c", command], { cwd: server.folder.root, stdio: "ignore" }).status;
}
const PAGE = readFileSync("docs/operating.md", "utf8");
/** The exit codes of the monitor and of the check before a start: 0 is fine. */
const noticed = (server: Server) => [shell(server, "curl"), shell(server, "--check")];

describe("a bundle that is cut off or gone", () => {
  it("is noticed by the health address and by a checksum", async () => {
    // PocketBase starts all the same with the watcher, its default.
    const server = await serve({ config: config(RULES), args: ["--hooksWatch=true"] });
    const pages = join(server.folder.root, "pb_public");
    mkdirSync(pages, { recursive: true });
    writeFileSync(join(pages, "index.html"), "<p>The app.");
    expect(shell(server, "find")).toBe(0);
    expect(noticed(server)).toEqual([0, 0]);
    await server.stop();
    const whole = readFileSync(bundleOf(server));
    for (const damage of [
      () => truncateSync(bundleOf(server), 200_000),
      () => truncateSync(bundleOf(server), 0),
      () => rmSync(bundleOf(server)),
    ]) {
      damage();
      await server.restart();
      await server.pb.collection("orders").create({ title: "a" });
      // PocketBase answers 200 with this page to every address that it does not know.
      expect(await alive(server)).toBe(200);
      expect(noticed(server)).toEqual([1, 1]);
      await server.stop();
      writeFileSync(bundleOf(server), whole);
    }
    await server.restart();
    expect(noticed(server)).toEqual([0, 0]);
    expect((await failure(server.pb.collection("orders").create({ title: "a" }))).status).toBe(400);
  });

  it("starts no server without the watcher when it is cut off", async () => {
    const server = await serve({ config: config(RULES), args: ["--hooksWatch=false"] });
    await server.stop();
    truncateSync(bundleOf(server), 200_000);
    await expect(server.restart()).rejects.toThrow(/SyntaxError/);
  });

  it("does not take the place of a bundle that runs", async () => {
    const server = await serve({ config: config(RULES), args: ["--hooksWatch=true"] });
    const whole = readFileSync(bundleOf(server));
    const steps: [() => void, RegExp][] = [
      [() => truncateSync(bundleOf(server), 200_000), /a file does not load/],
      [() => truncateSync(bundleOf(server), 0), /is cut off or another one/],
      [() => rmSync(bundleOf(server)), /is gone, and pocketbundle\.config\.js is there/],
    ];
    for (const [damage, message] of steps) {
      damage();
      await server.waitForLog(message, 30_000);
      expect(await alive(server)).toBe(204);
    }
    expect(server.log()).toContain("The server is not restarted");
    writeFileSync(bundleOf(server), whole);
    await expect.poll(() => alive(server).catch(() => 0), { timeout: 30_000 }).toBe(204);
  });
});

it("the health address says so when a start has refused something and goes on", async () => {
  const server = await serve({
    config: config("validate: { orders: { fields: { nope: { minLength: 3 } } } },"),
    env: { POCKETBUNDLE_ON_ERROR: "log" },
  });
  const response = await fetch(`${server.url}/api/bundle/alive`);
  expect([response.status, await response.text()]).toEqual([503, ""]);
});
