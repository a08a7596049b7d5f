// The files of docs/deploying.md: their form, and their commands on the real binary. Docker and
// systemd themselves are not needed.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { pocketbaseBinary } from "../../kit/testing/server/pocketbase-binary.mjs";
import { freePort } from "../../kit/testing/server/port.ts";
import { until } from "../../kit/testing/wait.ts";
import { BUNDLE } from "./bundle.ts";

const PAGE = readFileSync("docs/deploying.md", "utf8");

/** The only block of a language with this text. */
function block(language: string, text: string): string {
  const all = [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))];
  const found = all.map(([, body]) => body ?? "").filter((body) => body.includes(text));
  expect([text, found.length]).toEqual([text, 1]);
  return found[0] ?? "";
}

/** The sections of a unit: `Service.User` and so on. */
function unit(): Map<string, string> {
  const values = new Map<string, string>();
  let section = "";
  for (const line of block("ini", "[Unit]").split("\n").filter(Boolean)) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, key, value = ""] = /^(\w+)=(.+)$/.exec(line) ?? [];
    expect([line, name ?? key]).toEqual([line, expect.any(String)]);
    if (name) section = name;
    else values.set(`${section}.${key}`, value);
  }
  return values;
}

/** The instructions of the Dockerfile, lines that go on joined. */
const instructions = () =>
  block("dockerfile", "FROM")
    .replaceAll("\\\n", "")
    .trim()
    .split("\n")
    .map((line) => /^([A-Z]+) +(.*)$/.exec(line)?.slice(1) ?? [line]);

interface Service {
  stop_grace_period: string;
  env_file: string;
  ports: string[];
  volumes: string[];
  healthcheck: { test: string[] };
}
const compose = (): { services: { pocketbase: Service }; volumes: object } =>
  parse(block("yaml", "services:"));

const command = () => JSON.parse(instructions().find(([name]) => name === "CMD")?.[1] ?? "");
const dirOf = (words: string[]) => words.find((word) => word.startsWith("--dir="))?.slice(6) ?? "";

describe("docs/deploying.md", () => {
  it("has a Dockerfile that copies what the layout has, for a PocketBase that is tested", () => {
    const names = instructions().map(([name]) => name);
    const known = ["FROM", "ARG", "ADD", "RUN", "COPY", "USER", "EXPOSE", "CMD"];
    expect([names[0], ...new Set(names)].filter((name) => !known.includes(name ?? ""))).toEqual([]);
    const [, version] = instructions().find((line) => line[1]?.startsWith("POCKETBASE=")) ?? [];
    const { jobs } = parse(readFileSync(".github/workflows/ci.yml", "utf8"));
    expect(jobs.pocketbase.strategy.matrix.pocketbase).toContain(version?.split("=")[1]);
    expect(command()[0]).toBe("/pb/pocketbase");
  });

  it("has a compose file that fits the Dockerfile", () => {
    const { services, volumes } = compose();
    const { pocketbase } = services;
    const dir = dirOf(command());
    expect(pocketbase.volumes.map((volume) => volume.split(":"))).toEqual([
      [Object.keys(volumes)[0], dir],
    ]);
    const [, , port] = (pocketbase.ports[0] ?? "").split(":");
    expect(command()).toContain(`--http=0.0.0.0:${port}`);
    expect(pocketbase.healthcheck.test.at(-1)).toBe(`http://127.0.0.1:${port}/api/bundle/alive`);
    expect(Number.parseInt(pocketbase.stop_grace_period, 10)).toBeGreaterThan(5);
  });

  it("has a unit that writes only to the data, and gives the server time to stop", () => {
    const values = unit();
    const words = (values.get("Service.ExecStart") ?? "").split(" ");
    expect(values.get("Service.ReadWritePaths")).toBe(dirOf(words));
    expect(PAGE).toContain(
      `sudo install -m 600 pocketbase.env ${values.get("Service.EnvironmentFile")}`,
    );
    expect(Number(values.get("Service.TimeoutStopSec"))).toBeGreaterThan(5);
    expect(values.get("Install.WantedBy")).toBe("multi-user.target");
  });

  it("has proxies that open a connection for each request, and wait for realtime", () => {
    const [, , port] = (compose().services.pocketbase.ports[0] ?? "").split(":");
    const words = (text: string) => text.trim().split(/\s+/).join(" ");
    const caddy = words(block("caddy", "reverse_proxy"));
    expect(caddy).toContain(`reverse_proxy 127.0.0.1:${port} { transport http { keepalive off } }`);
    const directives = block("nginx", "server {").split(/[;{}]/).map(words);
    expect(directives).toEqual(
      expect.arrayContaining([
        `proxy_pass http://127.0.0.1:${port}`,
        "proxy_set_header Connection close",
        "proxy_buffering off",
      ]),
    );
    const size = /^client_max_body_size (\d+)m$/;
    const [, upload] = directives.flatMap((one) => size.exec(one) ?? []);
    expect(Number(upload)).toBeGreaterThan(32);
    expect(caddy).toContain(`max_size ${upload}MB`);
    const [, minutes] = directives.flatMap((one) => /^proxy_read_timeout (\d+)m$/.exec(one) ?? []);
    expect(Number(minutes)).toBeGreaterThan(5);
  });

  it.each([
    ["the Dockerfile", () => command() as string[]],
    ["the unit", () => (unit().get("Service.ExecStart") ?? "").split(" ")],
  ])("%s: its command serves, works in the background, and ends at SIGTERM", async (_, words) => {
    const port = await freePort();
    const [program, ...args] = words();
    const root = app();
    const home = program?.replace(/\/pocketbase$/, "") ?? "";
    const placed = args.map((arg) => arg.replace(home, root).replace(/:8090$/, `:${port}`));
    const child = spawn(pocketbaseBinary(), placed, { env: environment() });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (output += text));
    const exited = new Promise((resolve) => child.once("exit", resolve));
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await exited;
    });
    const notes = `http://127.0.0.1:${port}/api/collections/notes/records`;
    await until(
      async () => (await fetch(notes, { method: "POST" }).catch(() => undefined))?.ok || undefined,
      () => `the server answers; it printed:\n${output}`,
      45_000,
    );
    await until(
      () => output.includes("whsec_…: at work") || undefined,
      () => `the job has run; the server printed:\n${output}`,
      10_000,
    );
    const stopped = Date.now();
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(Date.now() - stopped).toBeLessThan(30_000);
  });
});

/** The environment of the page's file, as Docker Compose and systemd read it. */
function environment() {
  const { PATH, HOME } = process.env;
  const lines = block("ini", "STRIPE_WEBHOOK_SECRET=").trim().split("\n");
  const pairs = lines.map((line) => /^([A-Z_]+)=(?:'(.*)'|(\S*))$/.exec(line) ?? []);
  expect(pairs.map(([, name]) => name)).toEqual(["STRIPE_WEBHOOK_SECRET", "RESEND_API_KEY"]);
  return {
    PATH,
    HOME,
    ...Object.fromEntries(pairs.map(([, name, quoted, plain]) => [name, quoted ?? plain])),
  };
}

/** The page's layout, with a job for each new note. */
function app() {
  const root = mkdtempSync(join(tmpdir(), "pocketbundle-deploying-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ["pb_hooks", "pb_migrations", "pb_data"]) mkdirSync(join(root, folder));
  copyFileSync(BUNDLE, join(root, "pb_hooks/pocketbundle.pb.js"));
  writeFileSync(join(root, "pb_migrations/1_notes.js"), NOTES);
  writeFileSync(join(root, "pb_hooks/pocketbundle.config.js"), CONFIG);
  return root;
}

const NOTES = `migrate((app) => app.save(new Collection({ type: "base", name: "notes", createRule: "" })))`;
const CONFIG = `module.exports = {
  extensions: [{
    name: "notes",
    changes: [{ on: "notes:create", handler: (change, ctx) => { ctx.jobs.enqueue("hello"); } }],
    jobs: { hello: { handler: () => console.log(process.env.STRIPE_WEBHOOK_SECRET + ": at work") } },
  }],
};`;
