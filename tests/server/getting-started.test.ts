// A new user copies every block of docs/getting-started.md. So does this test, in the same order.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, it, onTestFinished } from "vitest";
import { type Server, type Smtp, startServer, startSmtp } from "../../kit/testing/index.ts";
import { BUNDLE } from "./bundle.ts";

const PAGE = readFileSync("docs/getting-started.md", "utf8");
const CONFIG = "pocketbundle.config.js";
const run = promisify(execFile);

/** The blocks of one language, in the order of the page. */
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text]) => text ?? "",
  );

/** The only block of shell commands that has this text. */
function commands(text: string): string {
  const found = blocks("sh").filter((block) => block.includes(text));
  expect([text, found.length]).toEqual([text, 1]);
  return found[0] ?? "";
}

/** Runs the commands against the test's own server and inbox. */
async function shell(text: string, server: Server, smtp?: Smtp) {
  const script = text
    .replaceAll("127.0.0.1:8090", new URL(server.url).host)
    .replaceAll("1025", String(smtp?.port));
  return (await run("bash", ["-ec", script])).stdout;
}

function save(server: Server, file: string, text = "") {
  const path = join(server.folder.hooks, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

it("each step of the page has the result that it names", async () => {
  const [rule, mail, webhook] = blocks("js");
  const [welcome, thanks] = blocks("html");
  const server = await startServer({
    copy: [BUNDLE],
    hooks: { [CONFIG]: rule ?? "" },
    env: { PAYMENTS_SECRET: /PAYMENTS_SECRET=(\S+)/.exec(commands("PAYMENTS_SECRET="))?.[1] ?? "" },
    timeout: 45_000,
    args: ["--hooksWatch=false"],
    cleanup: onTestFinished,
  });
  const smtp = await startSmtp({ cleanup: onTestFinished });
  const admin = commands("superuser upsert").split("\n")[1]?.split(" ").slice(1) ?? [];
  expect((await server.command(...admin)).code).toBe(0);

  const refused = JSON.parse(await shell(commands("name=A "), server));
  expect(refused).toEqual(JSON.parse(blocks("json")[0] ?? ""));

  expect(await shell(commands("api/settings"), server, smtp)).toBe("200\n");
  save(server, "mail/welcome.html", welcome);
  save(server, CONFIG, mail);
  await server.restart();
  await shell(commands("name=Ada"), server);
  const [greeting] = await smtp.waitFor(1, 30_000);
  expect(greeting).toMatchObject({ subject: "Welcome, Ada" });
  expect(greeting?.html).toContain("Your account is ready.");

  save(server, "mail/thanks.html", thanks);
  save(server, CONFIG, webhook);
  await server.restart();
  const pay = commands("X-Signature");
  expect(await shell(pay, server)).toContain("200 OK");
  expect((await smtp.waitFor(2, 30_000))[1]?.subject).toBe("Thank you for €12.00");
  expect(await shell(pay, server)).toContain("200 OK");
  const forged = pay.replace('-d "$body"', `-d "\${body/12/13}"`);
  expect(await shell(forged, server)).toContain("400 Bad Request");
  const events = () => server.pb.collection("bundle_events").getFullList();
  await expect.poll(async () => (await events()).map(({ status }) => status)).toEqual(["done"]);
  expect(smtp.mails).toHaveLength(2);

  expect(await testOf(server)).toMatch(/pass 1\b/);
}, 120_000);

/** Runs the page's test on the hooks, with the sources of the kit in the place of the package. */
async function testOf({ folder }: Server) {
  mkdirSync("dist", { recursive: true });
  const root = mkdtempSync(resolve("dist", "getting-started-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const file = join(root, "users.test.mjs");
  await build({
    stdin: {
      contents: (blocks("mjs")[0] ?? "").replace('"pb_hooks"', JSON.stringify(folder.hooks)),
      resolveDir: ".",
    },
    outfile: file,
    alias: { "pocketbundle/testing": resolve("kit/testing/index.ts") },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return (await run(process.execPath, ["--test", file])).stdout;
}
