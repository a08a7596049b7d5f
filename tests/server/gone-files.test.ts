// Files that a deploy has lost: what the server refuses, and what a monitor and a checksum notice.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
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
    expect(await server.command("bundle", "uninstall")).toMatchObject({ code: 0 });
    await server.restart();
    expect(
      await sql(server, "SELECT name AS v FROM sqlite_master WHERE name LIKE 'bundle%'"),
    ).toEqual([]);
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

/** Notes the checksums of all files, as docs/operating.md says. */
function checksums(server: Server) {
  const names = ["pocketbundle.pb.js", "pocketbundle.config.js"];
  const lines = names.map(
    (name) =>
      `${createHash("sha256")
        .update(readFileSync(file(server, name)))
        .digest("hex")}  ${name}\n`,
  );
  writeFileSync(file(server, "SHA256SUMS"), lines.join(""));
}
const checked = (server: Server): boolean => {
  try {
    execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], {
      cwd: server.folder.hooks,
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
};

describe("a bundle that is cut off or gone", () => {
  it("is noticed by the health address and by a checksum", async () => {
    // PocketBase starts all the same with the watcher, its default.
    const server = await serve({ config: config(RULES), args: ["--hooksWatch=true"] });
    const pages = join(server.folder.root, "pb_public");
    mkdirSync(pages, { recursive: true });
    writeFileSync(join(pages, "index.html"), "<p>The app.");
    checksums(server);
    expect([await alive(server), checked(server)]).toEqual([204, true]);
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
      expect(checked(server)).toBe(false);
      await server.stop();
      writeFileSync(bundleOf(server), whole);
    }
    await server.restart();
    expect([await alive(server), checked(server)]).toEqual([204, true]);
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
    const refusals = () => server.log().match(/The server is not restarted/g) ?? [];
    const steps: [() => void, RegExp][] = [
      [() => truncateSync(bundleOf(server), 200_000), /a file does not load|cut off/],
      [() => truncateSync(bundleOf(server), 0), /is cut off or another one/],
      [() => rmSync(bundleOf(server)), /is gone, and pocketbundle\.config\.js is there/],
    ];
    for (const [index, [damage, message]] of steps.entries()) {
      damage();
      await expect.poll(() => refusals().length, { timeout: 30_000 }).toBe(index + 1);
      expect(server.log()).toMatch(message);
    }
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
