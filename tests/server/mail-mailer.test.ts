// Tests what sends the mail: nothing, the machine's sendmail, a user's hook, or a service.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { providers } from "../mail-driver.ts";
import { serve } from "./bundle.ts";
import { startMailService } from "./mail-service.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { hurry, PROBE, settled } from "./work.ts";

const NO_MAILER =
  /Pocketbundle: No mail can be sent: PocketBase has no SMTP server in its settings/;
const machineHasSendmail = ["/usr/sbin", "/usr/bin"].some((dir) => existsSync(`${dir}/sendmail`));

const start = (
  mail: string,
  hooks: Record<string, string> = {},
  env: Record<string, string> = {},
) =>
  serve({
    config: `module.exports = { jobs: { poll: 20, backoff: 100 }, mail: { from: "shop@example.com", ${mail} }, extensions: [${SENDER}] };`,
    hooks: { ...templates("note"), ...PROBE, ...hooks },
    env,
  });
const NOTE = "messages: { note: {} }";
const data = { text: "x" };

/** Returns the PATH of a server whose machine has a sendmail, and the file with what came. */
function fakeSendmail() {
  const folder = mkdtempSync(join(tmpdir(), "pocketbundle-sendmail-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const came = join(folder, "came");
  writeFileSync(join(folder, "sendmail"), `#!/bin/sh\necho "$@" >> ${came}\ncat >> ${came}\n`);
  chmodSync(join(folder, "sendmail"), 0o755);
  return { env: { PATH: `${folder}:${process.env.PATH}` }, came };
}

describe("a server without SMTP", () => {
  it("says so when it starts, and once for each mail, which waits", async () => {
    const server = await start(NOTE);
    expect(NO_MAILER.test(server.log())).toBe(!machineHasSendmail);
    if (machineHasSendmail) return;
    const filter = 'message ~ "No mail can be sent"';
    const logged = async () => (await server.pb.logs.getList(1, 50, { filter })).items;
    await expect.poll(logged, { timeout: 20_000 }).toMatchObject([{ level: 4 }]);
    const { ids } = await send(server, "note", { to: "a@b.cd", data: { text: "secret" } });
    const id = ids[0] ?? "";
    await server.waitForLog(new RegExp(`the mail ${id} \\("note"\\) could not be sent yet`));
    await hurry(server);
    await expect.poll(async () => (await outbox(server)).at(-1)?.error).toMatch(/sendmail/);
    const smtp = await startSmtp({ cleanup: onTestFinished });
    await useSmtp(server.pb, smtp);
    await hurry(server);
    await settled(server);
    expect((await outbox(server)).at(-1)).toMatchObject({ id, status: "sent", error: "" });
    expect(server.log().match(new RegExp(`the mail ${id}`, "g"))).toHaveLength(1);
    expect(server.log()).not.toContain("secret");
    await server.restart();
    expect(server.log()).not.toMatch(NO_MAILER);
  });

  it.each([
    ["that has a mail service", `${NOTE}, transport: { provider: "resend", key: "k" }`, {}],
    ["that has no messages", "messages: {}", {}],
    [
      "with a hook that sends itself",
      `${NOTE}, system: true`,
      { "own.pb.js": "onMailerSend((e) => { console.log('own', e.message.cc.length) })" },
    ],
  ])("%s has nothing to say", async (_, mail, hooks) => {
    const server = await start(mail, hooks);
    expect(server.log()).not.toMatch(NO_MAILER);
  });

  it("with system mail alone says so too", async () => {
    const server = await start("system: true");
    expect(NO_MAILER.test(server.log())).toBe(!machineHasSendmail);
  });
});

it("a hook that sends itself gets cc, bcc and attachments", async () => {
  const hook = `onMailerSend((e) => { console.log("own:", e.message.cc.length, e.message.bcc.length, Object.keys(e.message.attachments).join()); });`;
  const server = await start(NOTE, { "own.pb.js": hook });
  const attach = { name: "a.txt", text: "a" };
  await send(server, "note", { to: "a@b.cd", cc: "c@d.ef", bcc: "e@f.gh", data, attach });
  await settled(server);
  expect((await outbox(server)).at(-1)).toMatchObject({ status: "sent" });
  await server.waitForLog(/own: 1 1 a\.txt/);
});

it("the machine's sendmail gets what it can, and nothing is lost in silence", async () => {
  const { env, came } = fakeSendmail();
  const server = await start(NOTE, {}, env);
  expect(server.log()).not.toMatch(NO_MAILER);
  await send(server, "note", { to: ["a@b.cd", "c@d.ef"], data });
  await settled(server);
  expect((await outbox(server)).at(-1)).toMatchObject({ status: "sent" });
  if (!machineHasSendmail) expect(readFileSync(came, "utf8")).toMatch(/^a@b\.cd,c@d\.ef\n/);
  for (const [own, lost] of [
    [{ cc: "c@d.ef" }, "cc"],
    [{ bcc: "c@d.ef", replyTo: "r@b.cd" }, "bcc, replyTo"],
    [{ attach: { name: "a.txt", text: "a" } }, "attachments"],
  ] as const) {
    await send(server, "note", { to: "a@b.cd", data, ...own });
    await settled(server);
    const row = (await outbox(server)).at(-1);
    expect(row?.status).toBe("failed");
    expect(row?.error).toContain(`its way of using sendmail loses ${lost}. Set up SMTP`);
  }
});

it.each(["resend", "postmark", "mailgun", "ses"] as const)(
  "%s gets a sender, files and blank recipients as SMTP does",
  async (name) => {
    const service = await startMailService(onTestFinished);
    const transport = providers(service.url)[name];
    const server = await start(`${NOTE}, transport: ${JSON.stringify(transport)}`);
    await send(server, "note", {
      to: ["", "Ada <ada@bücher.example>"],
      cc: null,
      bcc: " ",
      from: "Sales <sales@example.com>",
      replyTo: ["", "help@example.com,"],
      data,
      attach: [{ name: "a.csv", text: "a;b\n" }],
    });
    await settled(server);
    expect((await outbox(server)).at(-1)).toMatchObject({ status: "sent", error: "" });
    const body = service.last().body.toString();
    expect(body).toContain("ada@xn--bcher-kva.example");
    expect(body).toContain("<sales@example.com>");
    expect(body).toContain("help@example.com");
    expect(body).not.toContain("shop@example.com");
    expect(body).toContain("a.csv");
    expect(body).toContain(name === "mailgun" ? "a;b\n" : Buffer.from("a;b\n").toString("base64"));
  },
);
